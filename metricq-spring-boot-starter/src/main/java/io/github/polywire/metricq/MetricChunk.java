package io.github.polywire.metricq;

import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

import org.springframework.util.Assert;

/**
 * Points of one metric, in the order in which its source sent them, without an object per
 * point. The arrays belong to the chunk: who changes one changes the chunk.
 */
public final class MetricChunk {

	private final String metric;

	private final long[] timesNanos;

	private final double[] values;

	/**
	 * Creates a chunk that keeps the arrays.
	 * @param metric the metric's name
	 * @param timesNanos the times in nanoseconds since 1970
	 * @param values as many values
	 */
	public MetricChunk(String metric, long[] timesNanos, double[] values) {
		Assert.notNull(metric, "'metric' must not be null");
		Assert.isTrue(timesNanos.length == values.length, "'timesNanos' and 'values' must be equally long");
		this.metric = metric;
		this.timesNanos = timesNanos;
		this.values = values;
	}

	/**
	 * The metric's name.
	 * @return the name
	 */
	public String metric() {
		return this.metric;
	}

	/**
	 * How many points there are.
	 * @return the number, possibly 0
	 */
	public int size() {
		return this.values.length;
	}

	/**
	 * The time of a point in nanoseconds since 1970.
	 * @param index the point's index
	 * @return the time
	 */
	public long timeNanos(int index) {
		return this.timesNanos[index];
	}

	/**
	 * The time of a point.
	 * @param index the point's index
	 * @return the time, to the nanosecond
	 */
	public Instant time(int index) {
		return MetricqTime.ofEpochNanos(this.timesNanos[index]);
	}

	/**
	 * The value of a point.
	 * @param index the point's index
	 * @return the value
	 */
	public double value(int index) {
		return this.values[index];
	}

	/**
	 * The times of all points in nanoseconds since 1970.
	 * @return the chunk's own array
	 */
	public long[] timesNanos() {
		return this.timesNanos;
	}

	/**
	 * The values of all points.
	 * @return the chunk's own array
	 */
	public double[] values() {
		return this.values;
	}

	/**
	 * A point.
	 * @param index the point's index
	 * @return the point
	 */
	public DataPoint point(int index) {
		return new DataPoint(this.metric, this.timesNanos[index], this.values[index]);
	}

	/**
	 * The points as a list.
	 * @return an unmodifiable view, which makes each point when it is read
	 */
	public List<DataPoint> points() {
		return new Points();
	}

	@Override
	public String toString() {
		return "MetricChunk[metric=" + this.metric + ", size=" + size() + "]";
	}

	private final class Points extends AbstractList<DataPoint> implements RandomAccess {

		@Override
		public DataPoint get(int index) {
			return point(Objects.checkIndex(index, size()));
		}

		@Override
		public int size() {
			return MetricChunk.this.size();
		}

	}

}
