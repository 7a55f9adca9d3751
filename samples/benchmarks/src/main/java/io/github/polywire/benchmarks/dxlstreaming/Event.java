package io.github.polywire.benchmarks.dxlstreaming;

/**
 * The payload of a record, of 1 KB as JSON.
 *
 * @param number counts from 0 in its topic
 * @param nanos when it was sent
 * @param filling makes it as long
 */
record Event(long number, long nanos, String filling) {

	private static final String FILLING = "x".repeat(960);

	static Event of(long number) {
		return new Event(number, System.nanoTime(), FILLING);
	}

	boolean isWhole() {
		return FILLING.equals(this.filling);
	}

}
