package io.github.polywire.metricq;

import java.time.Instant;

/**
 * A value of the past.
 *
 * @param timeNanos the time in nanoseconds since 1970
 * @param value the value
 */
public record TimeValue(long timeNanos, double value) {

	/**
	 * The value's time.
	 * @return the time, to the nanosecond
	 */
	public Instant time() {
		return MetricqTime.ofEpochNanos(this.timeNanos);
	}

}
