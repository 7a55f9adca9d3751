package io.github.polywire.metricq;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * Reads the points that a subscription has collected, to the end. For one thread. A point
 * that was not read when the drain is closed is lost.
 */
public interface MetricqDrain extends Iterable<DataPoint>, AutoCloseable {

	/**
	 * Reads the points one by one; together with {@link #nextChunk()} each is read once.
	 * @return the points, in their order within a metric. Reading throws a
	 * {@link MetricqTimeoutException} if neither a point nor the end comes for
	 * {@code metricq.rpc-timeout}, and a {@link MetricqConnectionException} if the
	 * connection is lost, and with it the queue
	 */
	@Override
	Iterator<DataPoint> iterator();

	/**
	 * Reads the next chunk.
	 * @return the chunk, or {@code null} at the end
	 * @throws MetricqTimeoutException if neither comes for {@code metricq.rpc-timeout}
	 * @throws MetricqConnectionException if the connection is lost
	 */
	@Nullable MetricChunk nextChunk();

	/**
	 * Lets the queue go.
	 */
	@Override
	void close();

}
