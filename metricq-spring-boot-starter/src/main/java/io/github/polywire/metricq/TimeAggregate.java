package io.github.polywire.metricq;

import java.time.Duration;
import java.time.Instant;

/**
 * What a database tells of the values in an interval.
 *
 * @param timeNanos where the interval begins, in nanoseconds since 1970
 * @param minimum the smallest value
 * @param maximum the largest value
 * @param sum the sum of the values
 * @param count how many values there are, an unsigned number
 * @param integralNanos the integral over time, value times nanoseconds
 * @param activeTimeNanos how long the metric had values, in nanoseconds
 */
public record TimeAggregate(long timeNanos, double minimum, double maximum, double sum, long count,
		double integralNanos, long activeTimeNanos) {

	private static final double NANOS_PER_SECOND = 1e9;

	/**
	 * The aggregate of an interval in which there is one value.
	 * @param fromNanos where the interval begins, in nanoseconds since 1970
	 * @param toNanos where it ends, the time of the value
	 * @param value the value
	 * @return the aggregate
	 * @throws NonMonotonicTimestampsException if it does not end after its beginning
	 */
	public static TimeAggregate ofValue(long fromNanos, long toNanos, double value) {
		if (toNanos <= fromNanos) {
			throw new NonMonotonicTimestampsException(fromNanos, toNanos);
		}
		long length = toNanos - fromNanos;
		return new TimeAggregate(fromNanos, value, value, value, 1, length * value, length);
	}

	/**
	 * Where the interval begins.
	 * @return the time, to the nanosecond
	 */
	public Instant time() {
		return MetricqTime.ofEpochNanos(this.timeNanos);
	}

	/**
	 * How long the metric had values.
	 * @return the time
	 */
	public Duration activeTime() {
		return Duration.ofNanos(this.activeTimeNanos);
	}

	/**
	 * The integral over time.
	 * @return value times seconds
	 */
	public double integral() {
		return this.integralNanos / NANOS_PER_SECOND;
	}

	/**
	 * The mean: over time if the metric had values for some time, else of the values.
	 * @return the mean
	 */
	public double mean() {
		return (this.activeTimeNanos > 0) ? meanIntegral() : meanSum();
	}

	/**
	 * The mean over time.
	 * @return the mean, {@code NaN} if the metric had values for no time
	 */
	public double meanIntegral() {
		return (this.activeTimeNanos != 0) ? this.integralNanos / this.activeTimeNanos : Double.NaN;
	}

	/**
	 * The mean of the values.
	 * @return the mean, {@code NaN} if there is no value
	 */
	public double meanSum() {
		return (this.count != 0) ? this.sum / unsigned(this.count) : Double.NaN;
	}

	private static double unsigned(long number) {
		return (number >= 0) ? number : ((number >>> 1) | (number & 1)) * 2.0;
	}

}
