package io.github.polywire.databus;

/**
 * The databus that the tests share which do not break it.
 */
final class Databus {

	private static final LocalDatabus SHARED = LocalDatabus.start();

	private Databus() {
	}

	static LocalDatabus shared() {
		return SHARED;
	}

	static Peer peer() throws Exception {
		return new Peer(SHARED).login();
	}

}
