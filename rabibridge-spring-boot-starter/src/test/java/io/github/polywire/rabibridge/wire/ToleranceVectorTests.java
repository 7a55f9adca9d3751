package io.github.polywire.rabibridge.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What RabiBridge's client and server took and refused when they were sent unusual
 * bodies.
 */
class ToleranceVectorTests {

	/**
	 * Cases about a message's properties, whose bodies say nothing.
	 */
	private static final Set<String> ABOUT_PROPERTIES = Set.of("no-reply-to", "reply-cid:none", "reply-cid:bogus");

	private final BodyCodec codec = Vectors.msgpackCodec();

	@TestFactory
	Stream<DynamicTest> replyIsAcceptedWhereThePythonClientAcceptsIt() {
		return bodies("client-tolerance")
			// Python hands a code of any type through; a code is an integer here.
			.filter((vector) -> !name(vector).equals("reply-nil-err-code"))
			.map((vector) -> DynamicTest.dynamicTest(name(vector), () -> {
				byte[] body = Vectors.bytes(vector.get("hex"));
				JsonNode result = vector.get("client_outcome").get("result");
				if (result == null) {
					assertRefused(() -> this.codec.decodeReply(body));
				}
				else {
					ReplyMessage reply = this.codec.decodeReply(body);
					assertThat(pythonRepr(reply)).startsWith(result.asString());
				}
			}));
	}

	@Test
	void replyWithANilCodeIsOfAnotherShape() {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.decodeReply(Vectors.bytes("92c005")))
			.withMessage("The reply's code must be a 32-bit integer, not null");
	}

	@TestFactory
	Stream<DynamicTest> replyCodeIsHandedThrough() {
		return Map.of("92ff01", -1, "92cc8001", 128, "92d28000000001", Integer.MIN_VALUE, "92c301", 1, "92c201", 0)
			.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey(),
					() -> assertThat(this.codec.decodeReply(Vectors.bytes(entry.getKey())))
						.isEqualTo(new ReplyMessage(entry.getValue(), 1))));
	}

	@TestFactory
	Stream<DynamicTest> replyCodeThatIsNoIntegerOfThirtyTwoBitsIsRefused() {
		return Stream.of("92cf000001000000000001", "92a13001", "92cb3ff000000000000001", "929001")
			.map((hex) -> DynamicTest.dynamicTest(hex,
					() -> assertThatExceptionOfType(WireFormatException.class)
						.isThrownBy(() -> this.codec.decodeReply(Vectors.bytes(hex)))
						.withMessageStartingWith("The reply's code must be a 32-bit integer, not ")));
	}

	@TestFactory
	Stream<DynamicTest> requestIsAcceptedWhereThePythonServerAcceptsIt() {
		return bodies("server-tolerance")
			// Python unpacks the keys of a map as positional arguments: below.
			.filter((vector) -> !name(vector).equals("args-map"))
			.map((vector) -> DynamicTest.dynamicTest(name(vector), () -> {
				byte[] body = Vectors.bytes(vector.get("hex"));
				if (vector.get("server_behaviour").asString().startsWith("basic.reject")) {
					assertRefused(() -> this.codec.decodeCall(body));
				}
				else {
					assertThatNoException().isThrownBy(() -> this.codec.decodeCall(body));
				}
			}));
	}

	@Test
	void requestWithoutAReplyAddressHasABodyLikeAnyOther() {
		JsonNode vector = Vectors.read("server-tolerance")
			.stream()
			.filter((each) -> name(each).equals("no-reply-to"))
			.findAny()
			.get();
		assertThat(this.codec.decodeCall(Vectors.bytes(vector.get("hex"))).args()).containsExactly("hi");
	}

	@TestFactory
	Stream<DynamicTest> requestOfAnotherShapeIsRefusedWithASentence() {
		return Map
			.of("9281a1780580", "The request's args must be an array, not a map of 1", "92c080",
					"The request's args must be an array, not null", "9290c0",
					"The request's kwargs must be a map, not null", "929090",
					"The request's kwargs must be a map, not an array of 0", "9390 80 01",
					"The request must be the array [args, kwargs], not an array of 3", "9190",
					"The request must be the array [args, kwargs], not an array of 1", "05",
					"The request must be the array [args, kwargs], not the integer 5", "80",
					"The request must be the array [args, kwargs], not a map of 0", "90d6ff65920080",
					"The body is not valid msgpack: there are bytes after the value", "d6ff65920080",
					"The request must be the array [args, kwargs], not the timestamp 2024-01-01T00:00:00Z")
			.entrySet()
			.stream()
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey(),
					() -> assertThatExceptionOfType(WireFormatException.class)
						.isThrownBy(() -> this.codec.decodeCall(Vectors.bytes(entry.getKey())))
						.withMessage(entry.getValue())));
	}

	@Test
	void extensionValueIsDescribedWithoutTheNameOfAClass() {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.decodeCall(Vectors.bytes("d40501")))
			.withMessageEndingWith(", not an extension value of type 5");
	}

	@TestFactory
	Stream<DynamicTest> zstdFrameIsAcceptedWherePythonAcceptsIt() {
		return Vectors.read("zstd").stream().map((vector) -> DynamicTest.dynamicTest(name(vector), () -> {
			byte[] body = Vectors.bytes(vector.get("hex"));
			if (vector.get("python_accepts").asBoolean()) {
				assertThat(this.codec.decodeCall(body)).isEqualTo(new CallMessage(List.of("y".repeat(3000)), Map.of()));
			}
			else {
				assertRefused(() -> this.codec.decodeCall(body));
			}
		}));
	}

	private static Stream<JsonNode> bodies(String name) {
		return Vectors.read(name).stream().filter((vector) -> !ABOUT_PROPERTIES.contains(name(vector)));
	}

	private static String name(JsonNode vector) {
		return vector.get("name").asString();
	}

	private static String pythonRepr(ReplyMessage reply) {
		Object value = (reply.value() instanceof String text) ? "'" + text + "'" : reply.value();
		return "(" + reply.code() + ", " + value + ")";
	}

	private static void assertRefused(ThrowingCallable decoding) {
		assertThatExceptionOfType(WireFormatException.class).isThrownBy(decoding)
			.satisfies((ex) -> assertThat(ex.getMessage()).isNotBlank().doesNotContain("polywire", "Exception", "\n"));
	}

}
