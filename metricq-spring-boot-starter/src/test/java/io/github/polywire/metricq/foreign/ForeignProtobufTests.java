package io.github.polywire.metricq.foreign;

import io.github.polywire.metricq.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hand-written messages against the golden bytes, so that a peer that fails tells of
 * the starter.
 */
class ForeignProtobufTests {

	@Test
	void writesAndReadsRequestsAsTheOriginalDoes() {
		for (JsonNode vector : Vectors.read("history")) {
			JsonNode decoded = vector.path("decoded");
			if (decoded.isObject()) {
				ForeignProtobuf.Request request = ForeignProtobuf.readHistoryRequest(Vectors.bytes(vector.get("hex")));
				assertThat(request.start()).isEqualTo(decoded.get("start_time").asLong());
				assertThat(request.end()).isEqualTo(decoded.get("end_time").asLong());
				assertThat(request.intervalMax()).isEqualTo(decoded.get("interval_max").asLong());
				assertThat(Vectors.hex(ForeignProtobuf.historyRequest(request.start(), request.end(),
						request.intervalMax(), request.type())))
					.isEqualTo(vector.get("hex").asString());
			}
		}
	}

	@Test
	void readsAggregatesOfTheOriginal() {
		JsonNode vector = Vectors.read("history").get(0);
		ForeignProtobuf.Response response = ForeignProtobuf
			.readHistoryResponse(Vectors.bytes(vector.get("response_hex")));
		assertThat(response.times()).hasSize(3);
		assertThat(response.aggregates().get(1).integral())
			.isEqualTo(vector.at("/response_decoded/aggregate/1/integral").asDouble());
		assertThat(response.aggregates().get(1).activeTime()).isEqualTo(10_000_000_000L);
	}

}
