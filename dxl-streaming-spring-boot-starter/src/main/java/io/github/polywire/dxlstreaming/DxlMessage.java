package io.github.polywire.dxlstreaming;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What is sent: a payload for a topic.
 *
 * @param topic the topic
 * @param shardingKey records with the same key reach the same partition, in order;
 * {@code null} for none
 * @param payload {@code byte[]} and {@code String} are sent as they are, anything else as
 * JSON
 * @param headers headers of the record
 */
public record DxlMessage(String topic, @Nullable String shardingKey, Object payload, Map<String, String> headers) {

	/**
	 * Creates a message.
	 * @param topic the topic
	 * @param shardingKey chooses the partition, or {@code null}
	 * @param payload the payload
	 * @param headers headers of the record
	 */
	public DxlMessage {
		Assert.hasLength(topic, "'topic' must not be empty");
		Assert.notNull(payload, "'payload' must not be null");
		headers = Map.copyOf(headers);
	}

	/**
	 * Creates a message without headers.
	 * @param topic the topic
	 * @param shardingKey chooses the partition, or {@code null}
	 * @param payload the payload
	 */
	public DxlMessage(String topic, @Nullable String shardingKey, Object payload) {
		this(topic, shardingKey, payload, Map.of());
	}

	@Override
	public String toString() {
		return "DxlMessage[topic=" + this.topic + ", shardingKey=" + this.shardingKey + "]";
	}

}
