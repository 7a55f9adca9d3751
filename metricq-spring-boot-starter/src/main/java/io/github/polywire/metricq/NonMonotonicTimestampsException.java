package io.github.polywire.metricq;

/**
 * Values that should be in the order of their times are not.
 */
public class NonMonotonicTimestampsException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param previousNanos the time before, in nanoseconds since 1970
	 * @param nanos the time that should be after it
	 */
	public NonMonotonicTimestampsException(long previousNanos, long nanos) {
		super("A value at " + MetricqTime.ofEpochNanos(nanos) + " follows one at "
				+ MetricqTime.ofEpochNanos(previousNanos)
				+ " and cannot be made an aggregate: ask the database for aggregates, or read the values");
	}

}
