package io.github.polywire.benchmarks.metricq;

import org.jspecify.annotations.Nullable;

/**
 * Counts and checks the points that come to a sink, whose calls come one after the other:
 * each that was sent must come once and in its order.
 */
final class PointCheck {

	private volatile long received;

	private volatile @Nullable String failure;

	/**
	 * Takes the next points.
	 * @param timesNanos their times
	 * @param values their values
	 */
	void received(long[] timesNanos, double[] values) {
		long number = this.received;
		for (int i = 0; i < values.length; i++) {
			if (timesNanos[i] != Points.timeNanos(number) || values[i] != Points.value(number)) {
				failed("Point %d came as %s at %d".formatted(number, values[i], timesNanos[i]));
			}
			number++;
		}
		this.received = number;
	}

	private void failed(String what) {
		if (this.failure == null) {
			this.failure = what;
		}
	}

	/**
	 * How many points came.
	 * @return the number
	 */
	long received() {
		return this.received;
	}

	/**
	 * What went wrong first.
	 * @return one sentence, or {@code null} if nothing did
	 */
	@Nullable String failure() {
		return this.failure;
	}

}
