package io.github.polywire.dxlstreaming;

import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A record as it came, its payload not decoded.
 *
 * @param topic the topic
 * @param shardingKey what chose the partition, or {@code null}
 * @param headers the headers of the record
 * @param payload the payload as on the wire, which should be base64, or {@code null}
 * @param partition the partition
 * @param offset the record's own offset in the partition
 */
public record DxlRawRecord(String topic, @Nullable String shardingKey, Map<String, String> headers,
		@Nullable String payload, int partition, long offset) {

	/**
	 * Creates a record.
	 * @param topic the topic
	 * @param shardingKey what chose the partition, or {@code null}
	 * @param headers the headers of the record
	 * @param payload the payload as on the wire, or {@code null}
	 * @param partition the partition
	 * @param offset the record's own offset
	 */
	public DxlRawRecord {
		Assert.hasLength(topic, "'topic' must not be empty");
		headers = Map.copyOf(headers);
	}

	/**
	 * Decodes the payload.
	 * @return its bytes, usually JSON
	 * @throws PayloadException if it is missing or not base64
	 */
	public byte[] decodedPayload() {
		try {
			Assert.notNull(this.payload, "The payload is missing");
			return Base64.getDecoder().decode(this.payload);
		}
		catch (IllegalArgumentException ex) {
			throw new PayloadException("The payload of " + position() + " is not base64", this, ex);
		}
	}

	/**
	 * The record with its payload replaced.
	 * @param <T> the payload's type
	 * @param decoded the payload
	 * @return the decoded record
	 */
	public <T> DxlRecord<T> withPayload(T decoded) {
		return new DxlRecord<>(this.topic, this.shardingKey, this.headers, decoded, this.partition, this.offset);
	}

	/**
	 * Where the record is.
	 * @return topic, partition and offset, for messages
	 */
	public String position() {
		return DxlRecord.position(this.topic, this.partition, this.offset);
	}

	@Override
	public String toString() {
		return "DxlRawRecord[" + position() + "]";
	}

}
