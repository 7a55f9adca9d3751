package io.github.polywire.metricq.connection;

import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes chunks and tells when the broker has them. Thread-safe.
 */
public interface ChunkPublisher {

	/**
	 * Registers and connects, in the background.
	 */
	void start();

	/**
	 * Publishes nothing more. What is not confirmed is published after the next start.
	 */
	void stop();

	/**
	 * Publishes a chunk, after those that were published before. Waits while there is no
	 * room for it.
	 * @param chunk the points
	 * @return completed when the broker has confirmed the chunk, or with a
	 * {@link MetricqException} if it refuses it; to be waited for only, as it is
	 * completed on the connection's thread
	 * @throws MetricqAgentStoppedException if the publisher is stopped
	 */
	CompletableFuture<Void> publish(MetricChunk chunk);

	/**
	 * Points that the broker confirmed.
	 * @return the number
	 */
	long confirmedPoints();

	/**
	 * Points that the broker refused.
	 * @return the number
	 */
	long refusedPoints();

	/**
	 * Chunks that had to be sent again.
	 * @return the number
	 */
	long replayedChunks();

	/**
	 * Chunks that wait for the broker.
	 * @return the number
	 */
	int unconfirmedChunks();

	/**
	 * Why nothing can be published at present.
	 * @return one sentence, or {@code null} if nothing failed
	 */
	@Nullable String failure();

}
