package io.github.polywire.metricq.observation;

import java.util.Map;

import io.micrometer.observation.transport.ReceiverContext;

/**
 * The context of {@link MetricqObservation#LISTENER}. Its carrier is the headers of the
 * first chunk.
 */
public final class MetricqListenerContext extends ReceiverContext<Map<String, Object>> {

	private final String listenerId;

	private final int chunkCount;

	/**
	 * Creates a context.
	 * @param listenerId the id of the listener's container
	 * @param chunkCount how many chunks are handled
	 * @param headers the headers of the first chunk
	 */
	public MetricqListenerContext(String listenerId, int chunkCount, Map<String, Object> headers) {
		super((carrier, key) -> {
			Object value = carrier.get(key);
			return (value != null) ? value.toString() : null;
		});
		this.listenerId = listenerId;
		this.chunkCount = chunkCount;
		setCarrier(headers);
	}

	/**
	 * The id of the listener's container.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * How many chunks are handled.
	 * @return the number
	 */
	public int getChunkCount() {
		return this.chunkCount;
	}

}
