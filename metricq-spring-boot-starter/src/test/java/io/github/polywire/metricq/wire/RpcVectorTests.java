package io.github.polywire.metricq.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.metricq.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RpcVectorTests {

	private final RpcCodec codec = new RpcCodec(Vectors.MAPPER);

	@ParameterizedTest(name = "{0}")
	@MethodSource("calls")
	void decodesAndEncodesRequests(String name, JsonNode vector) {
		RpcMessage message = this.codec.decode(Vectors.bytes(vector.get("hex")));
		assertThat(message).isInstanceOf(RpcMessage.Request.class);
		RpcMessage.Request request = (RpcMessage.Request) message;
		ObjectNode expected = vector.get("decoded").deepCopy().asObject();
		assertThat(request.function()).isEqualTo(expected.remove("function").asString());
		assertThat(request.arguments()).isEqualTo(expected);
		Map<String, Object> arguments = Vectors.MAPPER.convertValue(expected, new TypeReference<>() {
		});
		assertThat(Vectors.MAPPER.readTree(this.codec.encodeRequest(request.function(), arguments)))
			.isEqualTo(vector.get("decoded"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("calls")
	void decodesAndEncodesAnswers(String name, JsonNode vector) {
		for (JsonNode response : vector.get("responses")) {
			JsonNode expected = response.get("decoded");
			RpcMessage message = this.codec.decode(Vectors.bytes(response.get("hex")));
			byte[] encoded;
			if (expected.has("error")) {
				assertThat(message).isEqualTo(new RpcMessage.Failure(expected.get("error").asString()));
				encoded = this.codec.encodeError(expected.get("error").asString());
			}
			else {
				assertThat(message).isEqualTo(new RpcMessage.Response(expected.asObject()));
				encoded = this.codec.encodeResult(expected);
			}
			assertThat(Vectors.MAPPER.readTree(encoded)).isEqualTo(expected);
		}
	}

	static Stream<Object[]> calls() {
		return Vectors.read("rpc").stream().map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "\"text\"", "{", "12" })
	void refusesBodiesThatAreNoJsonObject(String body) {
		assertThatExceptionOfType(WireFormatException.class)
			.isThrownBy(() -> this.codec.decode(body.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void takesAMessageWithANullFunctionForAnAnswer() {
		assertThat(this.codec.decode("{\"function\": null}".getBytes(StandardCharsets.UTF_8)))
			.isInstanceOf(RpcMessage.Response.class);
	}

	@Test
	void readsNumbersThatOnlyPythonWrites() {
		RpcMessage message = this.codec.decode("{\"rate\": NaN, \"limit\": Infinity}".getBytes(StandardCharsets.UTF_8));
		assertThat(((RpcMessage.Response) message).result().get("rate").asDouble()).isNaN();
	}

	@Test
	void answersNothingWithAnEmptyObject() {
		assertThat(new String(this.codec.encodeResult(null), StandardCharsets.UTF_8)).isEqualTo("{}");
	}

	@Test
	void refusesAnArgumentNamedAsTheFunction() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.codec.encodeRequest("get_metrics", Map.of("function", "x")));
	}

	@Test
	void refusesAResultThatIsNoObject() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.encodeResult("text"));
	}

}
