package io.github.polywire.rabibridge.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * Reads the golden vectors, which were recorded from RabiBridge itself, and makes wire
 * values of what they say.
 */
public final class Vectors {

	static final int MAX_BODY_SIZE = 16 * 1024 * 1024;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Vectors() {
	}

	public static List<JsonNode> read(String name) {
		return new ArrayList<>(readDocument(name).asArray().values());
	}

	public static JsonNode readDocument(String name) {
		try (InputStream input = new ClassPathResource("vectors/rabibridge-" + name + ".json").getInputStream()) {
			return MAPPER.readTree(input);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static BodyCodec msgpackCodec() {
		return new BodyCodec(msgpack(), 1024, MAX_BODY_SIZE);
	}

	public static MsgpackPayloadSerializer msgpack() {
		return new MsgpackPayloadSerializer(new ValueConverter(MAPPER, false)::toWireValue);
	}

	public static PicklePayloadSerializer pickle() {
		return new PicklePayloadSerializer(new ValueConverter(MAPPER, false)::toWireValue);
	}

	public static byte[] bytes(JsonNode hex) {
		return bytes(hex.asString());
	}

	public static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	public static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * The wire value that a vector's JSON stands for: {@code $int}, {@code $float} and
	 * {@code $hex} are what JSON has no form for.
	 */
	public static Object wireValue(JsonNode node) {
		if (node.isArray()) {
			return node.valueStream().map(Vectors::wireValue).collect(ArrayList::new, List::add, List::addAll);
		}
		if (node.isObject()) {
			if (node.has("$int")) {
				BigInteger value = new BigInteger(node.get("$int").asString());
				return (value.bitLength() < 64) ? (Object) value.longValue() : value;
			}
			if (node.has("$float")) {
				return Map.of("nan", Double.NaN, "inf", Double.POSITIVE_INFINITY).get(node.get("$float").asString());
			}
			if (node.has("$hex")) {
				return bytes(node.get("$hex"));
			}
			Map<String, Object> map = new LinkedHashMap<>();
			node.forEachEntry((key, value) -> map.put(key, wireValue(value)));
			return map;
		}
		return MAPPER.convertValue(node, Object.class);
	}

	/**
	 * A form of a wire value that can be compared by {@code equals}: arrays of bytes
	 * become buffers.
	 */
	public static Object comparable(Object value) {
		if (value instanceof byte[] bytes) {
			return ByteBuffer.wrap(bytes);
		}
		if (value instanceof List<?> list) {
			return list.stream().map(Vectors::comparable).collect(ArrayList::new, List::add, List::addAll);
		}
		if (value instanceof Map<?, ?> map) {
			Map<Object, Object> copy = new LinkedHashMap<>();
			map.forEach((key, element) -> copy.put(key, comparable(element)));
			return copy;
		}
		return value;
	}

}
