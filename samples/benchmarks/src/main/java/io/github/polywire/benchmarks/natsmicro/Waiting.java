package io.github.polywire.benchmarks.natsmicro;

/**
 * What a handler does that asks somebody else.
 */
final class Waiting {

	private static final long MILLIS = 5;

	private Waiting() {
	}

	static void forSomething() {
		try {
			Thread.sleep(MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
