package io.github.polywire.databus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record on the wire, and how it is kept in Kafka: the sharding key as the key, the
 * decoded payload as the value.
 *
 * @param routingData where it goes
 * @param message what it says
 * @param partition the partition, if it has been read
 * @param offset its own offset, if it has been read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StreamRecord(@Nullable RoutingData routingData, @Nullable Message message, @Nullable Integer partition,
		@Nullable Long offset) {

	private static final byte[] NOTHING = {};

	static StreamRecord of(ConsumerRecord<byte[], byte[]> record) {
		byte[] key = record.key();
		byte[] value = record.value();
		Map<String, @Nullable String> headers = new LinkedHashMap<>();
		for (Header header : record.headers()) {
			headers.put(header.key(),
					(header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null);
		}
		return new StreamRecord(
				new RoutingData(record.topic(), (key != null) ? new String(key, StandardCharsets.UTF_8) : ""),
				new Message(headers, (value != null) ? value : NOTHING), record.partition(), record.offset());
	}

	/**
	 * Makes a record for Kafka.
	 * @return the record
	 * @throws DatabusException if something is missing
	 */
	ProducerRecord<byte[], byte[]> toKafka() {
		if (this.routingData == null || this.routingData.topic() == null || this.message == null
				|| this.message.payload() == null) {
			throw DatabusException.badRequest("A record needs a topic and a payload");
		}
		String key = this.routingData.shardingKey();
		// Records without a key are spread over the partitions.
		byte[] bytes = (key == null || key.isEmpty()) ? null : key.getBytes(StandardCharsets.UTF_8);
		return new ProducerRecord<>(this.routingData.topic(), null, bytes, this.message.payload(), headers());
	}

	private List<Header> headers() {
		Map<String, @Nullable String> headers = (this.message != null) ? this.message.headers() : null;
		if (headers == null) {
			return List.of();
		}
		return headers.entrySet().stream().<Header>map(StreamRecord::header).toList();
	}

	private static Header header(Map.Entry<String, @Nullable String> entry) {
		String value = entry.getValue();
		return new RecordHeader(entry.getKey(), (value != null) ? value.getBytes(StandardCharsets.UTF_8) : null);
	}

	/**
	 * Where a record goes.
	 *
	 * @param topic the topic
	 * @param shardingKey records of the same key stay in order
	 */
	record RoutingData(@Nullable String topic, @Nullable String shardingKey) {

	}

	/**
	 * What a record says.
	 *
	 * @param headers its headers
	 * @param payload its payload, in base64 on the wire
	 */
	record Message(@Nullable Map<String, @Nullable String> headers, byte @Nullable [] payload) {

	}

}
