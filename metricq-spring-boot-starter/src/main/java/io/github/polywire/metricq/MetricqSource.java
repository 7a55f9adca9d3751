package io.github.polywire.metricq;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Sends points to the network. Points of a metric are collected into chunks, and leave
 * when a chunk is full, when it is old enough, or when it is flushed. A point that was
 * accepted is kept until the broker has confirmed its chunk: an outage of the broker
 * loses none within the bound of the buffer, and the points of a metric are never sent in
 * another order than they were accepted in, though some may be sent twice after an
 * outage. Thread-safe.
 */
public interface MetricqSource {

	/**
	 * Sends a point.
	 * @param metric the metric's name, of 1 to 255 bytes
	 * @param timeNanos the time in nanoseconds since 1970
	 * @param value the value, {@code NaN} if it could not be measured
	 * @throws IllegalArgumentException if the name is empty or too long
	 * @throws MetricqOverflowException if the buffer is full and the policy is to fail,
	 * or to wait and the wait was too long; the point is not accepted
	 * @throws MetricqAgentStoppedException if the source is stopped
	 */
	void send(String metric, long timeNanos, double value);

	/**
	 * Sends a point.
	 * @param metric the metric's name, of 1 to 255 bytes
	 * @param time the time, between 1677 and 2262
	 * @param value the value, {@code NaN} if it could not be measured
	 * @throws IllegalArgumentException if the name is empty or too long
	 * @throws MetricqOverflowException if there is no room for the point
	 * @throws MetricqAgentStoppedException if the source is stopped
	 */
	default void send(String metric, Instant time, double value) {
		send(metric, MetricqTime.toEpochNanos(time), value);
	}

	/**
	 * Sends a point.
	 * @param point the point
	 * @throws IllegalArgumentException if the metric's name is empty or too long
	 * @throws MetricqOverflowException if there is no room for the point
	 * @throws MetricqAgentStoppedException if the source is stopped
	 */
	default void send(DataPoint point) {
		send(point.metric(), point.timeNanos(), point.value());
	}

	/**
	 * Sends points of one metric, after those that were sent before. They are accepted
	 * one by one: if there is no room in between, the first of them are accepted.
	 * @param chunk the points
	 * @throws IllegalArgumentException if the metric's name is empty or too long
	 * @throws MetricqOverflowException if there is no room for a point
	 * @throws MetricqAgentStoppedException if the source is stopped
	 */
	void send(MetricChunk chunk);

	/**
	 * The settings of one metric, and the fastest way to send its points.
	 * @param name the metric's name, of 1 to 255 bytes
	 * @return the metric, always the same for a name
	 * @throws IllegalArgumentException if the name is empty or too long
	 */
	Metric metric(String name);

	/**
	 * Sends all chunks as they are, without waiting for the broker.
	 */
	void flush();

	/**
	 * Sends all chunks as they are and waits until the broker has confirmed everything
	 * that was sent before.
	 * @param timeout how long to wait
	 * @throws MetricqTimeoutException if it took longer
	 */
	void flush(Duration timeout);

	/**
	 * Tells the manager of metrics, which makes them known in the network. The key
	 * {@code chunkSize} is added unless it is there.
	 * @param metadata the metadata by metric; the maps are not changed
	 * @return completed when the manager has answered, or with a {@link MetricqException}
	 * @throws IllegalArgumentException if a name is empty or too long
	 * @throws MetricqAgentStoppedException if the source is stopped
	 */
	CompletableFuture<Void> declareMetrics(Map<String, ? extends Map<String, ? extends @Nullable Object>> metadata);

	/**
	 * One metric of a source. Thread-safe.
	 */
	interface Metric {

		/**
		 * The metric's name.
		 * @return the name
		 */
		String name();

		/**
		 * Sets how many points a chunk of this metric holds.
		 * @param size a positive number, at most 65,536
		 * @return this metric
		 */
		Metric chunkSize(int size);

		/**
		 * Sends points of this metric only when it is flushed or its chunk holds 65,536
		 * points, however old they are.
		 * @return this metric
		 */
		Metric onlyByFlush();

		/**
		 * Sends a point.
		 * @param timeNanos the time in nanoseconds since 1970
		 * @param value the value, {@code NaN} if it could not be measured
		 * @throws MetricqOverflowException if there is no room for the point
		 * @throws MetricqAgentStoppedException if the source is stopped
		 */
		void send(long timeNanos, double value);

		/**
		 * Sends a point.
		 * @param time the time, between 1677 and 2262
		 * @param value the value, {@code NaN} if it could not be measured
		 * @throws MetricqOverflowException if there is no room for the point
		 * @throws MetricqAgentStoppedException if the source is stopped
		 */
		default void send(Instant time, double value) {
			send(MetricqTime.toEpochNanos(time), value);
		}

		/**
		 * Sends the chunk as it is, without waiting for the broker.
		 */
		void flush();

	}

}
