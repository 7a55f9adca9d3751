package io.github.polywire.databus;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells which records a consumer wants: by topic, the values that headers must have. A
 * value is one or an array of alternatives; a topic that is not named is wanted as a
 * whole. Where a record has no such header, a member of its JSON payload may stand in.
 *
 * @param topics what is asked of each topic
 * @param inPayload whether to look into payloads
 */
record RecordFilter(Map<String, Map<String, JsonNode>> topics, boolean inPayload) {

	static final RecordFilter ALL = new RecordFilter(Map.of(), false);

	boolean accepts(ConsumerRecord<byte[], byte[]> record) {
		return this.topics.getOrDefault(record.topic(), Map.of())
			.entrySet()
			.stream()
			.allMatch((wanted) -> matches(wanted.getValue(), value(record, wanted.getKey())));
	}

	private @Nullable String value(ConsumerRecord<byte[], byte[]> record, String name) {
		Header header = record.headers().lastHeader(name);
		if (header != null) {
			return (header.value() != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
		}
		if (!this.inPayload || record.value() == null) {
			return null;
		}
		try {
			JsonNode member = JsonMapper.shared().readTree(record.value()).get(name);
			return (member != null && member.isValueNode()) ? member.asString() : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static boolean matches(JsonNode wanted, @Nullable String value) {
		if (value == null) {
			return false;
		}
		if (wanted.isArray()) {
			return wanted.valueStream().anyMatch((alternative) -> matches(alternative, value));
		}
		return wanted.isValueNode() && wanted.asString().equals(value);
	}

}
