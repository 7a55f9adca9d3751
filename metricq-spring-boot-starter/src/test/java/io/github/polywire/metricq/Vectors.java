package io.github.polywire.metricq;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * Reads the golden vectors, which were recorded from MetricQ itself.
 */
public final class Vectors {

	public static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Vectors() {
	}

	public static List<JsonNode> read(String name) {
		try (InputStream input = new ClassPathResource("vectors/metricq-" + name + ".json").getInputStream()) {
			return new ArrayList<>(MAPPER.readTree(input).asArray().values());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static byte[] bytes(JsonNode hex) {
		return HexFormat.of().parseHex(hex.asString());
	}

	public static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

	public static double[] doubles(JsonNode array) {
		return array.valueStream().mapToDouble(Vectors::number).toArray();
	}

	public static long[] longs(JsonNode array) {
		return array.valueStream().mapToLong((value) -> Long.parseLong(value.asString())).toArray();
	}

	/** A number: {@code $float} is what JSON has no form for. */
	public static double number(JsonNode node) {
		if (!node.has("$float")) {
			return node.asDouble();
		}
		return Map.of("nan", Double.NaN, "inf", Double.POSITIVE_INFINITY, "-inf", Double.NEGATIVE_INFINITY)
			.get(node.get("$float").asString());
	}

}
