package io.github.polywire.metricq.listener;

/**
 * The times of a metric's beats: a fixed grid, of which the beats are left out that are
 * over when the one before them ends. For one thread at a time.
 */
final class BeatGrid {

	private final long periodNanos;

	private long nextNanos;

	private long skipped;

	/**
	 * Creates a grid.
	 * @param startNanos the first beat, in the terms of {@link System#nanoTime()}
	 * @param periodNanos how long one beat is
	 */
	BeatGrid(long startNanos, long periodNanos) {
		this.nextNanos = startNanos;
		this.periodNanos = periodNanos;
	}

	/**
	 * Goes on to the next beat that is not over.
	 * @param nowNanos the time
	 * @return how long to wait for it, in nanoseconds, at least 0
	 */
	long next(long nowNanos) {
		this.nextNanos += this.periodNanos;
		long late = nowNanos - this.nextNanos;
		if (late > 0) {
			// A beat that begins just now is not over.
			long missed = (late + this.periodNanos - 1) / this.periodNanos;
			this.skipped += missed;
			this.nextNanos += missed * this.periodNanos;
		}
		return this.nextNanos - nowNanos;
	}

	long skipped() {
		return this.skipped;
	}

}
