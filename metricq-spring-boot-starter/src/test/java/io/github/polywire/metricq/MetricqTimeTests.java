package io.github.polywire.metricq;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MetricqTimeTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("intervals")
	void readsIntervalsAsTheOriginalDoes(String name, JsonNode vector) {
		String text = new String(Vectors.bytes(vector.get("hex")), StandardCharsets.UTF_8);
		JsonNode decoded = vector.get("decoded");
		if (decoded.has("exception") && !text.equals("1\u00b5s")) {
			assertThatIllegalArgumentException().isThrownBy(() -> MetricqTime.parseInterval(text))
				.withMessageContaining("'" + text + "'");
			return;
		}
		// The original does not know the micro sign, only the Greek letter.
		long nanos = decoded.has("ns") ? Long.parseLong(decoded.get("ns").asString()) : 1000;
		Duration interval = MetricqTime.parseInterval(text);
		assertThat(interval).isEqualTo(Duration.ofNanos(nanos));
		if (decoded.has("precise_string")) {
			assertThat(MetricqTime.formatInterval(interval)).isEqualTo(decoded.get("precise_string").asString());
		}
	}

	static Stream<Object[]> intervals() {
		return Vectors.read("time")
			.stream()
			.filter((vector) -> vector.get("name").asString().startsWith("from_string"))
			.map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("timestamps")
	void readsTimestampsAsTheOriginalDoesButKeepsNanoseconds(String name, JsonNode vector) {
		String text = new String(Vectors.bytes(vector.get("hex")), StandardCharsets.UTF_8);
		JsonNode decoded = vector.get("decoded");
		if (decoded.has("exception")) {
			assertThatExceptionOfType(DateTimeParseException.class).isThrownBy(() -> OffsetDateTime.parse(text));
			return;
		}
		Instant time = OffsetDateTime.parse(text).toInstant();
		assertThat(MetricqTime.ofEpochNanos(MetricqTime.toEpochNanos(time))).isEqualTo(time);
		assertThat(MetricqTime.toEpochNanos(time.truncatedTo(ChronoUnit.MICROS)))
			.isEqualTo(Long.parseLong(decoded.get("posix_ns").asString()));
	}

	static Stream<Object[]> timestamps() {
		return Vectors.read("time")
			.stream()
			.filter((vector) -> vector.get("name").asString().startsWith("Timestamp.from_iso8601"))
			.map((vector) -> new Object[] { vector.get("name").asString(), vector });
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, -1, -1_000_000_000, 1_700_000_000_123_456_789L, Long.MAX_VALUE, Long.MIN_VALUE })
	void keepsEveryNanosecondOfATime(long nanos) {
		assertThat(MetricqTime.toEpochNanos(MetricqTime.ofEpochNanos(nanos))).isEqualTo(nanos);
	}

	@Test
	void refusesATimeThatHasNoPlaceIn64Bits() {
		Instant late = Instant.parse("2300-01-01T00:00:00Z");
		assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MetricqTime.toEpochNanos(late));
	}

	@Test
	void refusesAnIntervalThatHasNoPlaceIn64Bits() {
		assertThatIllegalArgumentException().isThrownBy(() -> MetricqTime.parseInterval("110000d"))
			.withMessageContaining("292 years");
	}

}
