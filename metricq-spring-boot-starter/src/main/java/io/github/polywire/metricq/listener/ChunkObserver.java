package io.github.polywire.metricq.listener;

import java.util.List;

/**
 * Observes the handling of chunks.
 */
@FunctionalInterface
interface ChunkObserver {

	/**
	 * Handles chunks and observes it.
	 * @param id the container's id
	 * @param batch the chunks
	 * @param handling handles them
	 * @throws Exception what the handling throws
	 */
	void observe(String id, List<DeliveredChunk> batch, Handling handling) throws Exception;

	/**
	 * Handles chunks.
	 */
	@FunctionalInterface
	interface Handling {

		/**
		 * Handles chunks.
		 * @throws Exception if it failed
		 */
		void run() throws Exception;

	}

}
