package io.github.polywire.metricq.wire;

import java.util.stream.Stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryRequest.RequestType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryVectorTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("requests")
	void encodesAndDecodesRequests(String name, JsonNode vector) throws InvalidProtocolBufferException {
		JsonNode decoded = vector.get("decoded");
		HistoryRequest request = HistoryRequest.newBuilder()
			.setStartTime(decoded.path("start_time").asLong(0))
			.setEndTime(decoded.path("end_time").asLong(0))
			.setIntervalMax(decoded.path("interval_max").asLong(0))
			.setType(RequestType.valueOf(decoded.path("type").asString("AGGREGATE_TIMELINE")))
			.build();
		assertThat(Vectors.hex(request.toByteArray())).isEqualTo(vector.get("hex").asString());
		assertThat(HistoryRequest.parseFrom(Vectors.bytes(vector.get("hex")))).isEqualTo(request);
	}

	static Stream<Object[]> requests() {
		return Vectors.read("history")
			.stream()
			.filter((vector) -> vector.get("hex").isString())
			.map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

}
