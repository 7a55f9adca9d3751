package io.github.polywire.metricq;

import java.time.Instant;

import org.springframework.util.Assert;

/**
 * One value of a metric at one time.
 *
 * @param metric the metric's name
 * @param timeNanos the time in nanoseconds since 1970
 * @param value the value; {@code NaN} is how a source says that it could not measure
 */
public record DataPoint(String metric, long timeNanos, double value) {

	/**
	 * Creates a point.
	 * @param metric the metric's name
	 * @param timeNanos the time in nanoseconds since 1970
	 * @param value the value
	 */
	public DataPoint {
		Assert.notNull(metric, "'metric' must not be null");
	}

	/**
	 * Creates a point.
	 * @param metric the metric's name
	 * @param time the time
	 * @param value the value
	 */
	public DataPoint(String metric, Instant time, double value) {
		this(metric, MetricqTime.toEpochNanos(time), value);
	}

	/**
	 * The point's time.
	 * @return the time, to the nanosecond
	 */
	public Instant time() {
		return MetricqTime.ofEpochNanos(this.timeNanos);
	}

}
