package io.github.polywire.dxlstreaming.observation;

import java.util.Map;

import io.micrometer.observation.transport.SenderContext;

/**
 * The context of {@link DxlStreamObservation#SEND}. Its carrier is added to the headers
 * of each record.
 */
public final class DxlStreamSendContext extends SenderContext<Map<String, String>> {

	private final String topic;

	private final int recordCount;

	/**
	 * Creates a context.
	 * @param topic the topic of the first record
	 * @param recordCount how many records are sent
	 * @param headers takes the headers to add
	 */
	public DxlStreamSendContext(String topic, int recordCount, Map<String, String> headers) {
		super((carrier, key, value) -> {
			if (carrier != null) {
				carrier.put(key, value);
			}
		});
		this.topic = topic;
		this.recordCount = recordCount;
		setCarrier(headers);
		setRemoteServiceName("dxl-streaming");
	}

	/**
	 * The topic of the first record.
	 * @return the topic
	 */
	public String getTopic() {
		return this.topic;
	}

	/**
	 * How many records are sent.
	 * @return the number
	 */
	public int getRecordCount() {
		return this.recordCount;
	}

}
