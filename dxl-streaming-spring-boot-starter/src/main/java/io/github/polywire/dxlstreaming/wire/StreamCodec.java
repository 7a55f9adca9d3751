package io.github.polywire.dxlstreaming.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.PayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests and responses as JSON. Thread-safe.
 */
public final class StreamCodec {

	private final JsonMapper mapper;

	/**
	 * Creates a codec.
	 * @param mapper reads and writes payloads
	 */
	public StreamCodec(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * The mapper of payloads.
	 * @return the mapper
	 */
	public JsonMapper mapper() {
		return this.mapper;
	}

	/**
	 * The request that makes a consumer.
	 * @param group the consumer group
	 * @param configs its settings
	 * @return the body
	 */
	public byte[] createRequest(String group, Map<String, String> configs) {
		return write((out) -> {
			out.writeStringProperty("consumerGroup", group);
			out.writeObjectPropertyStart("configs");
			configs.forEach(out::writeStringProperty);
			out.writeEndObject();
		});
	}

	/**
	 * Reads the answer to that.
	 * @param body the body
	 * @return the consumer's id
	 * @throws WireFormatException if there is none
	 */
	public String consumerId(byte[] body) {
		JsonNode id = tree(body).path("consumerInstanceId");
		String text = id.isValueNode() ? id.asString("") : "";
		if (text.isEmpty() || id.isNull()) {
			throw new WireFormatException("it has no consumerInstanceId", null);
		}
		return text;
	}

	/**
	 * The request that subscribes a consumer.
	 * @param topics the topics
	 * @param filter what records must be like, empty for no filter
	 * @return the body
	 */
	public byte[] subscribeRequest(Collection<String> topics, Map<String, Object> filter) {
		return write((out) -> {
			out.writeArrayPropertyStart("topics");
			topics.forEach(out::writeString);
			out.writeEndArray();
			if (!filter.isEmpty()) {
				out.writePOJOProperty("filter", filter);
			}
		});
	}

	/**
	 * The request that changes a filter.
	 * @param filter what records must be like
	 * @return the body
	 */
	public byte[] filterRequest(Map<String, Object> filter) {
		return write((out) -> out.writePOJOProperty("filter", filter));
	}

	/**
	 * The request that commits records.
	 * @param records the records, each with the offset that is its own
	 * @return the body
	 */
	public byte[] commitRequest(Collection<DxlRawRecord> records) {
		return write((out) -> {
			out.writeArrayPropertyStart("offsets");
			for (DxlRawRecord record : records) {
				out.writeStartObject();
				out.writeStringProperty("topic", record.topic());
				out.writeNumberProperty("partition", record.partition());
				out.writeNumberProperty("offset", record.offset());
				out.writeEndObject();
			}
			out.writeEndArray();
		});
	}

	/**
	 * The request that sends records.
	 * @param messages the records
	 * @param headers the headers of each, which may have been added to
	 * @return the body
	 * @throws JacksonException if a payload cannot be written as JSON
	 */
	public byte[] produceRequest(List<DxlMessage> messages, List<Map<String, String>> headers) {
		return write((out) -> {
			out.writeArrayPropertyStart("records");
			for (int i = 0; i < messages.size(); i++) {
				DxlMessage message = messages.get(i);
				String key = message.shardingKey();
				out.writeStartObject();
				out.writeObjectPropertyStart("routingData");
				out.writeStringProperty("topic", message.topic());
				out.writeStringProperty("shardingKey", (key != null) ? key : "");
				out.writeEndObject();
				out.writeObjectPropertyStart("message");
				out.writeObjectPropertyStart("headers");
				headers.get(i).forEach(out::writeStringProperty);
				out.writeEndObject();
				out.writeStringProperty("payload", Base64.getEncoder().encodeToString(payloadBytes(message.payload())));
				out.writeEndObject();
				out.writeEndObject();
			}
			out.writeEndArray();
		});
	}

	private byte[] payloadBytes(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		return this.mapper.writeValueAsBytes(payload);
	}

	/**
	 * Reads the answer to a poll.
	 * @param body the body
	 * @return the records
	 * @throws WireFormatException if it is not what it should be
	 */
	public List<DxlRawRecord> records(byte[] body) {
		try (JsonParser in = this.mapper.createParser(body)) {
			List<DxlRawRecord> records = null;
			if (in.nextToken() != JsonToken.START_OBJECT) {
				throw new WireFormatException("it is not a JSON object", null);
			}
			while (in.nextToken() == JsonToken.PROPERTY_NAME) {
				boolean wanted = "records".equals(in.currentName());
				if (in.nextToken() == JsonToken.START_ARRAY && wanted) {
					records = new ArrayList<>();
					while (in.nextToken() != JsonToken.END_ARRAY) {
						records.add(RecordParser.parse(in));
					}
				}
				else {
					in.skipChildren();
				}
			}
			if (records == null) {
				throw new WireFormatException("it has no records", null);
			}
			return records;
		}
		catch (JacksonException ex) {
			throw new WireFormatException("it is not JSON (" + ex.getOriginalMessage() + ")", ex);
		}
	}

	/**
	 * Reads which topics a consumer is subscribed to.
	 * @param body the answer: an array, or an object with {@code topics}
	 * @return the topics
	 * @throws WireFormatException if it is not what it should be
	 */
	public List<String> topics(byte[] body) {
		JsonNode tree = tree(body);
		JsonNode topics = tree.isArray() ? tree : tree.path("topics");
		if (!topics.isArray()) {
			throw new WireFormatException("it has no topics", null);
		}
		List<String> names = new ArrayList<>();
		topics.forEach((topic) -> names.add(topic.asString("")));
		return names;
	}

	/**
	 * Reads how far a consumer group is behind.
	 * @param body the answer: numbers, objects with {@code lag}, or arrays of either by
	 * partition, each under the name of its topic or beside it
	 * @return the lag by topic
	 * @throws WireFormatException if it is not JSON
	 */
	public Map<String, Long> lag(byte[] body) {
		return LagReader.read(tree(body));
	}

	/**
	 * Reads a member of an object.
	 * @param body the answer
	 * @param names the names it may have
	 * @return its text, or {@code null} if there is none
	 * @throws WireFormatException if it is not JSON
	 */
	public @Nullable String text(byte[] body, String... names) {
		JsonNode tree = tree(body);
		for (String name : names) {
			JsonNode value = tree.path(name);
			if (value.isString() && !value.asString().isEmpty()) {
				return value.asString();
			}
		}
		return null;
	}

	/**
	 * Decodes the payload of a record.
	 * @param record the record
	 * @param type the type of the payload
	 * @return the payload: the bytes for {@code byte[]}, the text for {@code String},
	 * else what the mapper makes of the JSON
	 * @throws PayloadException if it cannot be read
	 */
	public Object payload(DxlRawRecord record, JavaType type) {
		byte[] bytes = record.decodedPayload();
		if (type.hasRawClass(byte[].class)) {
			return bytes;
		}
		if (type.hasRawClass(String.class)) {
			return new String(bytes, StandardCharsets.UTF_8);
		}
		try {
			Object value = this.mapper.readValue(bytes, type);
			if (value == null) {
				throw new PayloadException("The payload of " + record.position() + " is null", record,
						new WireFormatException("null", null));
			}
			return value;
		}
		catch (JacksonException ex) {
			throw new PayloadException("The payload of " + record.position() + " cannot be read as "
					+ type.getRawClass().getName() + ": " + ex.getOriginalMessage(), record, ex);
		}
	}

	/**
	 * Decodes the payloads of records.
	 * @param <T> the type of the payloads
	 * @param records the records
	 * @param type the type of the payloads
	 * @return the records, decoded
	 * @throws PayloadException if one cannot be read
	 */
	public <T> List<DxlRecord<T>> decode(List<DxlRawRecord> records, Class<T> type) {
		JavaType javaType = this.mapper.constructType(type);
		List<DxlRecord<T>> decoded = new ArrayList<>(records.size());
		for (DxlRawRecord record : records) {
			decoded.add(record.withPayload(type.cast(payload(record, javaType))));
		}
		return decoded;
	}

	private JsonNode tree(byte[] body) {
		try {
			return this.mapper.readTree(body);
		}
		catch (JacksonException ex) {
			throw new WireFormatException("it is not JSON (" + ex.getOriginalMessage() + ")", ex);
		}
	}

	private byte[] write(Consumer<JsonGenerator> members) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (JsonGenerator out = this.mapper.createGenerator(bytes)) {
			out.writeStartObject();
			members.accept(out);
			out.writeEndObject();
		}
		return bytes.toByteArray();
	}

}
