package io.github.polywire.showcase;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShowcaseMetrics}, by what any MetricQ client finds on the network.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class MetricsTests {

	private static final String HEAP = "showcase.jvm.heap";

	private static final String CPU = "showcase.cpu.load";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@LocalServerPort
	private int port;

	@Autowired
	private ShowcaseMetrics metrics;

	@Autowired
	private MetricqClient client;

	@Autowired
	private MetricqHistoryClient history;

	@BeforeEach
	void pointsComeBack() {
		Awaitility.await().atMost(PATIENCE).until(() -> this.metrics.latest().keySet().containsAll(List.of(HEAP, CPU)));
	}

	@Test
	void pointsAreOfNow() {
		assertThat(this.metrics.latest().get(HEAP).value()).isGreaterThan(1 << 20);
		assertThat(this.metrics.latest().get(CPU).value()).isBetween(0.0, 1.0);
		Instant before = this.metrics.latest().get(HEAP).time();
		Awaitility.await().atMost(PATIENCE).until(() -> this.metrics.latest().get(HEAP).time().isAfter(before));
	}

	@Test
	void networkKnowsTheMetrics() {
		MetricMetadata heap = this.client.getMetrics(MetricQuery.matching("showcase\\.")).get(HEAP);
		assertThat(heap.unit()).isEqualTo("B");
		assertThat(heap.source()).isEqualTo("source-showcase");
		assertThat(this.client.getMetrics("showcase\\.")).contains(HEAP, CPU);
	}

	@Test
	void databaseKeepsThem() {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			HistoryResponse values = this.history.rawTimeline(HEAP, null, null);
			assertThat(values.size()).isGreaterThan(1);
			assertThat(values.asValues()).isSortedAccordingTo((a, b) -> Long.compare(a.timeNanos(), b.timeNanos()))
				.extracting(TimeValue::value)
				.allMatch((bytes) -> bytes > 1 << 20);
		});
		TimeAggregate cpu = this.history.aggregate(CPU, Instant.now().minusSeconds(600), Instant.now());
		assertThat(cpu.minimum()).isBetween(0.0, cpu.maximum());
		assertThat(cpu.count()).isPositive();
	}

	@Test
	void metersOfTheApplicationArePublished() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.client.getMetrics("source-showcase\\.jvm\\.memory\\.used").size() > 1);
	}

	@Test
	void actuatorTellsOfThem() throws Exception {
		HttpAnswer endpoint = HttpAnswer.get("http://localhost:" + this.port + "/actuator/metricq");
		assertThat(endpoint.body()).contains(HEAP, CPU, "source-showcase", "ShowcaseMetrics.onPoint");
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			JsonNode health = HttpAnswer.get("http://localhost:" + this.port + "/actuator/health").json();
			assertThat(health.at("/components/metricq/status").asString()).isEqualTo("UP");
			assertThat(health.at("/components/metricqNetwork/status").asString()).isEqualTo("UP");
		});
	}

}
