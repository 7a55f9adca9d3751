package io.github.polywire.metricq.wire;

import java.util.stream.Stream;

import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.wire.ChunkCodec.DecodedChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChunkVectorTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("chunks")
	void decodesAsTheOriginalSinkDoes(String name, JsonNode vector) {
		byte[] body = Vectors.bytes(vector.get("hex"));
		JsonNode decoded = vector.get("decoded");
		if (decoded.isNull()) {
			assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> ChunkCodec.decode("lab.a", body))
				.withMessageContaining("lab.a");
			return;
		}
		long[] deltas = Vectors.longs(decoded.get("time_delta"));
		double[] values = Vectors.doubles(decoded.get("value"));
		DecodedChunk chunk = ChunkCodec.decode("lab.a", body);
		assertThat(chunk.chunk().values()).containsExactly(values);
		long time = 0;
		for (int i = 0; i < values.length; i++) {
			time += deltas[i];
			assertThat(chunk.chunk().timeNanos(i)).isEqualTo(time);
		}
		assertThat(chunk.regular()).isEqualTo(
				!name.equals("backwards") && !name.equals("same-time") && !name.equals("parse-mismatched-lengths"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("chunks")
	void encodesAsTheOriginalSourceDoes(String name, JsonNode vector) {
		if (vector.get("decoded").isNull() || name.equals("parse-unknown-field")
				|| name.equals("parse-mismatched-lengths")) {
			return;
		}
		double[] values = Vectors.doubles(vector.get("decoded").get("value"));
		long[] times = Vectors.longs(vector.get("decoded").get("time_delta"));
		for (int i = 1; i < times.length; i++) {
			times[i] += times[i - 1];
		}
		assertThat(Vectors.hex(ChunkCodec.encode(times, values, values.length)))
			.isEqualTo(vector.get("hex").asString());
	}

	static Stream<Object[]> chunks() {
		return Vectors.read("datachunk")
			.stream()
			.map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

}
