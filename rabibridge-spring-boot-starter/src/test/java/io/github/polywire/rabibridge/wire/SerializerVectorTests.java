package io.github.polywire.rabibridge.wire;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bodies as RabiBridge's serialisers wrote them.
 */
class SerializerVectorTests {

	private final Map<String, PayloadSerializer> serializers = Map.of("msgpack", Vectors.msgpack(), "json",
			new JsonPayloadSerializer(JsonMapper.builder().build()));

	@TestFactory
	Stream<DynamicTest> bodyDecodesAndEncodesToTheSameBytes() {
		return Vectors.read("serialisers")
			.stream()
			// There is no pickle serialiser yet.
			.filter((vector) -> !vector.get("name").asString().startsWith("pickle-"))
			.map((vector) -> DynamicTest.dynamicTest(vector.get("name").asString(), () -> {
				PayloadSerializer serializer = this.serializers.get(vector.get("name").asString().split("-")[0]);
				byte[] body = Vectors.bytes(vector.get("hex"));

				Object value = serializer.deserialize(body);

				assertThat(value).isEqualTo(Vectors.wireValue(vector.get("decoded")));
				assertThat(Vectors.hex(serializer.serialize(value))).isEqualTo(Vectors.hex(body));
			}));
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
