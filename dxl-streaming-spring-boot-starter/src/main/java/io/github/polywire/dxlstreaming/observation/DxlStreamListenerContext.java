package io.github.polywire.dxlstreaming.observation;

import java.util.Map;

import io.micrometer.observation.transport.ReceiverContext;

/**
 * The context of {@link DxlStreamObservation#LISTENER}. Its carrier is the headers of the
 * first record.
 */
public final class DxlStreamListenerContext extends ReceiverContext<Map<String, String>> {

	private final String listenerId;

	private final String topic;

	private final int recordCount;

	/**
	 * Creates a context.
	 * @param listenerId the id of the listener's container
	 * @param topic the topic of the first record
	 * @param recordCount how many records are handled
	 * @param headers the headers of the first record
	 */
	public DxlStreamListenerContext(String listenerId, String topic, int recordCount, Map<String, String> headers) {
		super(Map::get);
		this.listenerId = listenerId;
		this.topic = topic;
		this.recordCount = recordCount;
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
	 * The topic of the first record.
	 * @return the topic
	 */
	public String getTopic() {
		return this.topic;
	}

	/**
	 * How many records are handled.
	 * @return the number
	 */
	public int getRecordCount() {
		return this.recordCount;
	}

}
