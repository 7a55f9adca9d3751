package io.github.polywire.rabibridge.wire;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies as RabiBridge's serialisers wrote them.
 */
class SerializerVectorTests {

	private final Map<String, PayloadSerializer> serializers = Map.of("msgpack", Vectors.msgpack(), "json",
			new JsonPayloadSerializer(JsonMapper.builder().build()), "pickle", Vectors.pickle());

	@TestFactory
	Stream<DynamicTest> bodyDecodesAndEncodesToTheSameBytes() {
		return Vectors.read("serialisers")
			.stream()
			.map((vector) -> DynamicTest.dynamicTest(vector.get("name").asString(), () -> {
				PayloadSerializer serializer = this.serializers.get(vector.get("name").asString().split("-")[0]);
				byte[] body = Vectors.bytes(vector.get("hex"));

				Object value = serializer.deserialize(body);

				assertThat(value).isEqualTo(Vectors.wireValue(vector.get("decoded")));
				assertThat(Vectors.hex(serializer.serialize(value))).isEqualTo(withoutTuples(vector));
			}));
	}

	/**
	 * The bytes of a vector; those of pickled requests with lists where Python has
	 * tuples, which are the same to the function that is called.
	 */
	private static String withoutTuples(JsonNode vector) {
		return switch (vector.get("name").asString()) {
			case "pickle-request-empty" -> "80049509000000000000005d94285d947d94652e";
			case "pickle-request-args" -> "80049530000000000000005d94285d94284b018c02c3a4944e8847400400000000000065"
					+ "7d948c016b945d94284b017d948c016e944e736573652e";
			default -> vector.get("hex").asString();
		};
	}

	@TestFactory
	Stream<DynamicTest> jsonIsWrittenAsPythonWritesIt() {
		// Each as json.dumps(value) of Python 3.11.
		Map<String, Object> expected = Map.of("[1, 2]", List.of(1, 2), "{\"a\": [], \"b\": {}}",
				new TreeMap<>(Map.of("a", List.of(), "b", Map.of())), "\"\\u00e4\\ud83d\\ude00\"", "\u00e4\ud83d\ude00",
				"\"\\\"\\\\/\"", "\"\\/", "\"\\b\\t\\n\\f\\r\\u0000\\u001f\"", "\b\t\n\f\r\u0000\u001f", "\"\\u007f\"",
				"\u007f", "NaN", Double.NaN, "-Infinity", Double.NEGATIVE_INFINITY, "18446744073709551615",
				new BigInteger("18446744073709551615"), "\"<&>'\"", "<&>'");
		return expected.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey(),
					() -> assertThat(this.serializers.get("json").serialize(entry.getValue())).asString()
						.isEqualTo(entry.getKey())));
	}

}
