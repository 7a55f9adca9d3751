package io.github.polywire.dxlstreaming.wire;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlRawRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Parses one record of an answer. What it does not know it skips.
 */
final class RecordParser {

	private @Nullable String topic;

	private @Nullable String shardingKey;

	private final Map<String, String> headers = new LinkedHashMap<>();

	private @Nullable String payload;

	private @Nullable Integer partition;

	private @Nullable Long offset;

	private RecordParser() {
	}

	static DxlRawRecord parse(JsonParser in) {
		RecordParser record = new RecordParser();
		record.object(in, record::member);
		if (record.topic == null || record.topic.isEmpty() || record.partition == null || record.offset == null) {
			throw new WireFormatException("a record has no topic, partition or offset", null);
		}
		return new DxlRawRecord(record.topic, record.shardingKey, record.headers, record.payload, record.partition,
				record.offset);
	}

	private void object(JsonParser in, Member members) {
		if (in.currentToken() != JsonToken.START_OBJECT) {
			in.skipChildren();
			return;
		}
		while (in.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = in.currentName();
			in.nextToken();
			members.read(in, name);
		}
	}

	private void member(JsonParser in, String name) {
		switch (name) {
			case "routingData" -> object(in, this::routing);
			case "message" -> object(in, this::message);
			case "partition" -> {
				this.partition = partition(in);
			}
			case "offset" -> {
				this.offset = number(in);
			}
			default -> in.skipChildren();
		}
	}

	private static long number(JsonParser in) {
		if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
			throw new WireFormatException("a partition or an offset is not a whole number", null);
		}
		return in.getLongValue();
	}

	private static int partition(JsonParser in) {
		long value = number(in);
		if (value < 0 || value > Integer.MAX_VALUE) {
			throw new WireFormatException("a partition is not from 0 to 2147483647", null);
		}
		return (int) value;
	}

	private void routing(JsonParser in, String name) {
		switch (name) {
			case "topic" -> {
				this.topic = text(in);
			}
			case "shardingKey" -> {
				this.shardingKey = text(in);
			}
			default -> in.skipChildren();
		}
	}

	private void message(JsonParser in, String name) {
		switch (name) {
			case "headers" -> object(in, this::header);
			case "payload" -> {
				this.payload = text(in);
			}
			default -> in.skipChildren();
		}
	}

	private void header(JsonParser in, String name) {
		String value = text(in);
		if (value != null) {
			this.headers.put(name, value);
		}
	}

	private static @Nullable String text(JsonParser in) {
		if (in.currentToken().isScalarValue()) {
			return in.getValueAsString();
		}
		in.skipChildren();
		return null;
	}

	/**
	 * Reads members of an object.
	 */
	@FunctionalInterface
	private interface Member {

		/**
		 * Reads a member.
		 * @param in stands at its value
		 * @param name its name
		 */
		void read(JsonParser in, String name);

	}

}
