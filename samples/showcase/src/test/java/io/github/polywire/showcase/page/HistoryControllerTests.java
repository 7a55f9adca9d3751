package io.github.polywire.showcase.page;

import java.time.Duration;

import io.github.polywire.showcase.HttpAnswer;
import io.github.polywire.showcase.ShowcaseApplication;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryController}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		classes = ShowcaseApplication.class)
class HistoryControllerTests {

	@LocalServerPort
	private int port;

	@Test
	void tellsWhatWasMeasured() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			long now = System.currentTimeMillis();
			JsonNode points = history("showcase.jvm.heap", now - 60_000, now).json().path("points");
			assertThat(points.size()).isGreaterThan(1);
			assertThat(points.valueStream().map((point) -> point.path("time").asLong())).isSorted()
				.allMatch((time) -> time > now - 120_000 && time <= now);
			assertThat(points.valueStream().map((point) -> point.path("value").asDouble()))
				.allMatch((value) -> value > 1_000_000);
		});
	}

	@Test
	void tellsThatNobodyKnowsTheMetric() throws Exception {
		HttpAnswer answer = history("unknown", 0, 1_000_000);
		assertThat(answer.status()).isEqualTo(502);
		assertThat(answer.contentType()).isEqualTo("application/problem+json");
		assertThat(answer.json().path("detail").asString()).contains("unknown");
	}

	@ParameterizedTest
	@CsvSource({ "0, 299", "1000, 0", "-1000, 1000", "0, 9223372036854775807",
			"9223372036854774807, 9223372036854775807", "-9223372036854775808, 0" })
	void spanIsBounded(long from, long to) throws Exception {
		history("showcase.jvm.heap", from, to).assertProblem(400,
				"'from' and 'to' must be milliseconds since 1970, at least 300 of them and at most a year apart.");
	}

	private HttpAnswer history(String metric, long from, long to) throws Exception {
		return HttpAnswer
			.get("http://localhost:" + this.port + "/api/metrics/" + metric + "/history?from=" + from + "&to=" + to);
	}

}
