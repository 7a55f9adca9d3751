package io.github.polywire.benchmarks.metricq;

/**
 * The points that all contenders bring: one every millisecond, with its number as value.
 */
final class Points {

	private static final long FIRST_NANOS = 1_700_000_000_000_000_000L;

	private static final long STEP_NANOS = 1_000_000;

	private Points() {
	}

	static long timeNanos(long number) {
		return FIRST_NANOS + number * STEP_NANOS;
	}

	static double value(long number) {
		return number;
	}

}
