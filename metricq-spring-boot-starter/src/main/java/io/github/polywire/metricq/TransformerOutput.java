package io.github.polywire.metricq;

import java.time.Instant;

/**
 * Takes the points that one call of a transformer makes. They are published when the call
 * has ended without an exception, and else forgotten. Thread-safe, until the call has
 * ended.
 */
public interface TransformerOutput {

	/**
	 * Adds a point.
	 * @param metric the metric, one of the transformer's outputs
	 * @param timeNanos the time in nanoseconds since 1970
	 * @param value the value, {@code NaN} if there is none
	 * @throws IllegalArgumentException if the metric is none of the outputs
	 * @throws IllegalStateException if the call has ended
	 */
	void send(String metric, long timeNanos, double value);

	/**
	 * Adds a point.
	 * @param metric the metric, one of the transformer's outputs
	 * @param time the time, between 1677 and 2262
	 * @param value the value, {@code NaN} if there is none
	 * @throws IllegalArgumentException if the metric is none of the outputs
	 * @throws IllegalStateException if the call has ended
	 */
	default void send(String metric, Instant time, double value) {
		send(metric, MetricqTime.toEpochNanos(time), value);
	}

	/**
	 * Adds a point.
	 * @param point the point, of one of the transformer's outputs
	 * @throws IllegalArgumentException if its metric is none of the outputs
	 * @throws IllegalStateException if the call has ended
	 */
	default void send(DataPoint point) {
		send(point.metric(), point.timeNanos(), point.value());
	}

	/**
	 * Adds points.
	 * @param chunk the points, of one of the transformer's outputs
	 * @throws IllegalArgumentException if their metric is none of the outputs
	 * @throws IllegalStateException if the call has ended
	 */
	default void send(MetricChunk chunk) {
		for (int i = 0; i < chunk.size(); i++) {
			send(chunk.metric(), chunk.timeNanos(i), chunk.value(i));
		}
	}

}
