package io.github.polywire.metricq.listener;

import java.util.List;

/**
 * Handles chunks.
 */
public interface ChunkHandler {

	/**
	 * Whether chunks may be handed over several at once.
	 * @return {@code false} for one by one
	 */
	boolean takesBatches();

	/**
	 * Handles chunks. May block.
	 * @param batch one or more chunks, in the order in which they came
	 * @throws Exception if it failed, and is to be called again with the same chunks
	 */
	void handle(List<ReceivedChunk> batch) throws Exception;

	/**
	 * The handler in words.
	 * @return usually a method
	 */
	String describe();

}
