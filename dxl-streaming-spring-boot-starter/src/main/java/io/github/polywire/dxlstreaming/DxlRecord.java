package io.github.polywire.dxlstreaming;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A record with its payload decoded.
 *
 * @param <T> the type of the payload
 * @param topic the topic
 * @param shardingKey what chose the partition, or {@code null}
 * @param headers the headers of the record
 * @param payload the payload
 * @param partition the partition
 * @param offset the record's own offset in the partition
 */
public record DxlRecord<T>(String topic, @Nullable String shardingKey, Map<String, String> headers, T payload,
		int partition, long offset) {

	/**
	 * Where the record is.
	 * @return topic, partition and offset, for messages
	 */
	public String position() {
		return position(this.topic, this.partition, this.offset);
	}

	static String position(String topic, int partition, long offset) {
		String name = (topic.length() > 200) ? topic.substring(0, 200) + "…" : topic;
		return name.replaceAll("\\p{Cntrl}", "?") + "-" + partition + "@" + offset;
	}

}
