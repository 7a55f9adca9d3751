package io.github.polywire.rabibridge.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls and replies as RabiBridge sent them.
 */
class CallVectorTests {

	private final List<JsonNode> vectors = Vectors.read("calls");

	private final BodyCodec codec = Vectors.msgpackCodec();

	@TestFactory
	Stream<DynamicTest> requestDecodesAndEncodesToTheSameBytes() {
		return published().map((vector) -> DynamicTest.dynamicTest(name(vector), () -> {
			byte[] body = Vectors.bytes(vector.get("hex"));
			JsonNode decoded = vector.get("decoded").get("value");

			CallMessage call = this.codec.decodeCall(body);

			assertThat(Vectors.comparable(call.args()))
				.isEqualTo(Vectors.comparable(Vectors.wireValue(decoded.get(0))));
			assertThat(Vectors.comparable(call.kwargs()))
				.isEqualTo(Vectors.comparable(Vectors.wireValue(decoded.get(1))));
			assertThat(Vectors.hex(this.codec.encodeCall(call))).isEqualTo(Vectors.hex(body));
		}));
	}

	@TestFactory
	Stream<DynamicTest> replyDecodesAndEncodesToTheSameBytes() {
		return published().filter((vector) -> vector.has("reply_hex") && !vector.get("reply_hex").isNull())
			// A Python server sends a key that is an integer, no client takes it: below.
			.filter((vector) -> !name(vector).equals("ret-intkey"))
			.map((vector) -> DynamicTest.dynamicTest(name(vector), () -> {
				byte[] body = Vectors.bytes(vector.get("reply_hex"));
				JsonNode decoded = vector.get("reply_decoded").get("value");

				ReplyMessage reply = this.codec.decodeReply(body);

				assertThat(reply.code()).isEqualTo(decoded.get(0).asInt());
				assertThat(Vectors.comparable(reply.value()))
					.isEqualTo(Vectors.comparable(Vectors.wireValue(decoded.get(1))));
				assertThat(Vectors.hex(this.codec.encodeReply(reply))).isEqualTo(Vectors.hex(body));
			}));
	}

	@TestFactory
	Stream<DynamicTest> compressedBodyTellsItsContentSizeAndHasNeitherChecksumNorDictionary() {
		return Stream.of("hex", "reply_hex")
			.flatMap((field) -> published()
				.filter((vector) -> vector.has(field) && vector.get(field).asString("").startsWith("28b52ffd"))
				.map((vector) -> DynamicTest.dynamicTest(name(vector) + " " + field, () -> {
					byte[] body = Vectors.bytes(vector.get(field));
					byte[] content = Zstd.decompress(body, (int) Zstd.getFrameContentSize(body));

					byte[] encoded = field.equals("hex") ? this.codec.encodeCall(this.codec.decodeCall(content))
							: this.codec.encodeReply(this.codec.decodeReply(content));

					int descriptor = encoded[4] & 0xff;
					assertThat(descriptor & 0x20).as("single segment").isNotZero();
					assertThat(descriptor & 0x04).as("checksum").isZero();
					assertThat(descriptor & 0x03).as("dictionary").isZero();
					assertThat(Zstd.getFrameContentSize(encoded)).isEqualTo(content.length);
					assertThat(Zstd.decompress(encoded, content.length)).isEqualTo(content);
				})));
	}

	@Test
	void replyWithAKeyThatIsAnIntegerIsRefused() {
		JsonNode vector = this.vectors.stream().filter((each) -> name(each).equals("ret-intkey")).findAny().get();
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.decodeReply(Vectors.bytes(vector.get("reply_hex"))))
			.withMessage("A map has a key that is not a string");
	}

	@Test
	void everyVectorThatPythonCouldNotEncodeIsAccountedFor() {
		assertThat(this.vectors).filteredOn((vector) -> !isPublished(vector))
			.extracting(CallVectorTests::name)
			.containsExactlyInAnyOrder("echo-int-neg2^63-1-fails", "echo-lone-surrogate-fails", "echo-set-fails",
					"echo-datetime-fails");
	}

	@TestFactory
	Stream<DynamicTest> integerOutOfRangeIsRefused() {
		BigInteger two = BigInteger.TWO;
		return Stream.of(two.pow(63).negate().subtract(BigInteger.ONE), two.pow(64), two.pow(200), two.pow(64).negate())
			.map((value) -> DynamicTest.dynamicTest(value.toString(),
					() -> assertThatExceptionOfType(WireFormatException.class)
						.isThrownBy(() -> this.codec.encodeCall(call(value)))
						.withMessageContaining("out of msgpack's range of -2^63 to 2^64-1")));
	}

	@TestFactory
	Stream<DynamicTest> halfASurrogatePairIsRefused() {
		return Stream.of("\ud800", "\udc00", "a\ud83d", "\udc00\ud800", "\ud83d\ud83d\ude00")
			.map((text) -> DynamicTest.dynamicTest(Vectors.hex(text.getBytes(StandardCharsets.UTF_16BE)), () -> {
				assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> this.codec.encodeCall(call(text)))
					.withMessageContaining("half a surrogate pair");
				assertThatExceptionOfType(WireFormatException.class)
					.isThrownBy(() -> this.codec.encodeCall(new CallMessage(List.of(), Map.of(text, 1))))
					.withMessageContaining("half a surrogate pair");
			}));
	}

	@Test
	void setAndDateTimeWhichPythonRefusesHaveAFormHere() {
		CallMessage call = this.codec
			.decodeCall(this.codec.encodeCall(call(Set.of("a"), LocalDateTime.of(2024, 1, 1, 0, 0))));
		assertThat(call.args()).containsExactly(List.of("a"), "2024-01-01T00:00:00");
	}

	@Test
	void bodyIsCompressedAboveTheThresholdOnly() {
		assertThat(this.codec.encodeCall(call("x".repeat(1018)))).hasSize(1024);
		assertThat(this.codec.encodeCall(call("x".repeat(1019)))).startsWith(0x28, 0xb5, 0x2f, 0xfd);
	}

	private Stream<JsonNode> published() {
		return this.vectors.stream().filter(CallVectorTests::isPublished);
	}

	private static boolean isPublished(JsonNode vector) {
		return !vector.get("hex").isNull();
	}

	private static String name(JsonNode vector) {
		return vector.get("name").asString();
	}

	private static CallMessage call(Object... args) {
		return new CallMessage(new ArrayList<>(Arrays.asList(args)), Map.of());
	}

}
