package io.github.polywire.metricq.client;

import java.util.List;
import java.util.stream.Stream;

import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.InvalidHistoryResponseException;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.NonMonotonicTimestampsException;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import io.github.polywire.metricq.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HistoryVectorTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("responses")
	void readsResponsesAsTheOriginalDoes(String name, JsonNode vector) {
		byte[] body = Vectors.bytes(vector.get("response_hex"));
		JsonNode semantics = vector.get("response_semantics");
		if (semantics.has("exception")) {
			if (semantics.get("exception").asString().equals("HistoryError")) {
				String error = semantics.get("message").asString().replaceFirst("request failed on database: ", "");
				assertThatExceptionOfType(MetricqHistoryException.class)
					.isThrownBy(() -> DecodedHistory.decode("lab.a", body, null))
					.satisfies((ex) -> assertThat(ex.getError()).isEqualTo(error));
			}
			else {
				assertThatExceptionOfType(InvalidHistoryResponseException.class)
					.isThrownBy(() -> DecodedHistory.decode("lab.a", body, null));
			}
			return;
		}
		HistoryResponse response = DecodedHistory.decode("lab.a", body, null);
		assertThat(response.mode().name()).isEqualTo(semantics.get("mode").asString());
		assertValues(semantics.get("values(convert=False)"), response::values);
		assertValues(semantics.get("values(convert=True)"), response::asValues);
		assertAggregates(semantics.get("aggregates(convert=False)"), response::aggregates);
		assertAggregates(semantics.get("aggregates(convert=True)"), response::asAggregates);
	}

	static Stream<Object[]> responses() {
		return Vectors.read("history")
			.stream()
			.filter((vector) -> vector.has("response_hex"))
			.map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

	private static void assertValues(JsonNode expected, Read<TimeValue> read) {
		if (expected.has("exception")) {
			assertFails(expected, read);
			return;
		}
		assertThat(read.read()).containsExactlyElementsOf(expected.valueStream()
			.map((value) -> new TimeValue(Long.parseLong(value.get("t").asString()), Vectors.number(value.get("v"))))
			.toList());
	}

	private static void assertAggregates(JsonNode expected, Read<TimeAggregate> read) {
		if (expected.has("exception")) {
			assertFails(expected, read);
			return;
		}
		List<TimeAggregate> aggregates = read.read().toList();
		assertThat(aggregates).hasSize(expected.size());
		for (int i = 0; i < expected.size(); i++) {
			JsonNode told = expected.get(i);
			TimeAggregate aggregate = aggregates.get(i);
			assertThat(aggregate.timeNanos()).isEqualTo(Long.parseLong(told.get("t").asString()));
			assertThat(aggregate.minimum()).isEqualTo(Double.valueOf(Vectors.number(told.get("min"))));
			assertThat(aggregate.maximum()).isEqualTo(Double.valueOf(Vectors.number(told.get("max"))));
			assertThat(aggregate.sum()).isEqualTo(Double.valueOf(Vectors.number(told.get("sum"))));
			assertThat(Long.toUnsignedString(aggregate.count())).isEqualTo(told.get("count").asString());
			assertThat(aggregate.integralNanos()).isEqualTo(Double.valueOf(Vectors.number(told.get("integral_ns"))));
			assertThat(aggregate.activeTimeNanos()).isEqualTo(Long.parseLong(told.get("active_ns").asString()));
			assertThat(aggregate.mean()).isEqualTo(Double.valueOf(Vectors.number(told.get("mean"))));
			assertThat(aggregate.meanSum()).isEqualTo(Double.valueOf(Vectors.number(told.get("mean_sum"))));
			assertThat(aggregate.meanIntegral()).isEqualTo(Double.valueOf(Vectors.number(told.get("mean_integral"))));
		}
	}

	private static void assertFails(JsonNode expected, Read<?> read) {
		Class<? extends Throwable> type = expected.get("exception").asString().equals("NonMonotonicTimestamps")
				? NonMonotonicTimestampsException.class : IllegalStateException.class;
		assertThatExceptionOfType(type).isThrownBy(() -> read.read().toList());
	}

	private interface Read<T> {

		Stream<T> read();

	}

}
