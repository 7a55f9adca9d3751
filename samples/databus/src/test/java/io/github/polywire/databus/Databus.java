package io.github.polywire.databus;

/**
 * The databus that the tests share which do not break it.
 */
final class Databus {

	private Databus() {
	}

	static LocalDatabus shared() {
		return LocalDatabus.shared();
	}

	static Peer peer() throws Exception {
		return new Peer(LocalDatabus.shared()).login();
	}

}
