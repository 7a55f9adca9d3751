package io.github.polywire.metricq.network;

import java.util.Arrays;

import io.github.polywire.metricq.MetricChunk;

/**
 * The latest points of one metric, ordered by time, each time once. Thread-safe.
 */
final class PointSeries {

	/** Differences of times within these bounds do not overflow. */
	static final long MAX_TIME = 1L << 62;

	private static final int INITIAL_CAPACITY = 16;

	private final int maxPoints;

	private long[] times = new long[INITIAL_CAPACITY];

	private double[] values = new double[INITIAL_CAPACITY];

	private int start;

	private int end;

	PointSeries(int maxPoints) {
		this.maxPoints = maxPoints;
	}

	/**
	 * Adds points. One of a time that is there replaces it; one from before the points
	 * that are kept is dropped, and so is one of an impossible time.
	 * @param chunk the points
	 */
	synchronized void add(MetricChunk chunk) {
		for (int i = 0; i < chunk.size(); i++) {
			long time = chunk.timeNanos(i);
			if (time > -MAX_TIME && time < MAX_TIME) {
				add(time, chunk.value(i));
			}
		}
	}

	/**
	 * The points of some time.
	 * @param from the first time
	 * @param to the last time
	 * @param following how many of the points after that to add
	 * @return a copy
	 */
	synchronized Points points(long from, long to, int following) {
		int first = position(from);
		int last = Math.min(this.end, position((to < Long.MAX_VALUE) ? to + 1 : to) + following);
		return new Points(Arrays.copyOfRange(this.times, first, Math.max(first, last)),
				Arrays.copyOfRange(this.values, first, Math.max(first, last)));
	}

	/**
	 * The points at both ends.
	 * @return first and last time, or nothing
	 */
	synchronized long[] range() {
		return (this.start < this.end) ? new long[] { this.times[this.start], this.times[this.end - 1] } : new long[0];
	}

	synchronized int size() {
		return this.end - this.start;
	}

	private void add(long time, double value) {
		int at = position(time);
		if (at < this.end && this.times[at] == time) {
			this.values[at] = value;
			return;
		}
		if (size() == this.maxPoints) {
			if (at == this.start) {
				return;
			}
			this.start++;
		}
		if (this.end == this.times.length) {
			at -= makeRoom();
		}
		System.arraycopy(this.times, at, this.times, at + 1, this.end - at);
		System.arraycopy(this.values, at, this.values, at + 1, this.end - at);
		this.times[at] = time;
		this.values[at] = value;
		this.end++;
	}

	// Moves the points to the front, of longer arrays if they are few. Returns by how
	// much they moved.
	private int makeRoom() {
		int size = size();
		int moved = this.start;
		int slack = Math.max(INITIAL_CAPACITY, this.maxPoints / 4);
		int capacity = (int) Math.min(Math.max(2L * size, INITIAL_CAPACITY), (long) this.maxPoints + slack);
		capacity = Math.max(capacity, size + 1);
		long[] movedTimes = (capacity > this.times.length) ? new long[capacity] : this.times;
		double[] movedValues = (capacity > this.times.length) ? new double[capacity] : this.values;
		System.arraycopy(this.times, this.start, movedTimes, 0, size);
		System.arraycopy(this.values, this.start, movedValues, 0, size);
		this.times = movedTimes;
		this.values = movedValues;
		this.start = 0;
		this.end = size;
		return moved;
	}

	// Where the first point that is not before a time is.
	private int position(long time) {
		if (this.end > this.start && time > this.times[this.end - 1]) {
			return this.end;
		}
		int found = Arrays.binarySearch(this.times, this.start, this.end, time);
		return (found >= 0) ? found : -found - 1;
	}

	/**
	 * Some points.
	 *
	 * @param times the times, ascending
	 * @param values as many values
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Points(long[] times, double[] values) {

		int size() {
			return this.times.length;
		}

	}

}
