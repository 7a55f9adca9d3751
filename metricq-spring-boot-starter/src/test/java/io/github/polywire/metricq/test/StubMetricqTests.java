package io.github.polywire.metricq.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqOverflowException;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import io.github.polywire.metricq.annotation.MetricqMetric;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link StubMetricqSource}, {@link StubMetricqHistoryClient} and
 * {@link StubMetricqClient}.
 */
class StubMetricqTests {

	private static final long SECOND = 1_000_000_000;

	@Test
	void takeThePlaceOfTheTemplates() {
		StubMetricqSource source = new StubMetricqSource();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, MetricqAutoConfiguration.class))
			.withPropertyValues("spring.rabbitmq.port=1", "metricq.fail-fast=true")
			.withBean(MetricqSource.class, () -> source)
			.withBean(MetricqHistoryClient.class, StubMetricqHistoryClient::new)
			.withBean(MetricqClient.class, StubMetricqClient::new)
			.withBean(Room.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(MetricqSource.class)
					.hasSingleBean(MetricqHistoryClient.class)
					.hasSingleBean(MetricqClient.class);
				Awaitility.await().until(() -> source.points("lab.temperature").size() > 1);
				assertThat(source.points("lab.temperature")).extracting(DataPoint::value).containsOnly(21.5);
				assertThat(source.declared().get("lab.temperature").unit()).isEqualTo("C");
			});
	}

	@Test
	void sourceRemembersAndRefuses() {
		StubMetricqSource source = new StubMetricqSource();
		source.send("a", Instant.EPOCH, 1);
		source.metric("b").chunkSize(10).send(2 * SECOND, 2);
		source.send(new MetricChunk("a", new long[] { 3, 4 }, new double[] { 3, 4 }));
		assertThat(source.points()).containsExactly(new DataPoint("a", 0, 1), new DataPoint("b", 2 * SECOND, 2),
				new DataPoint("a", 3, 3), new DataPoint("a", 4, 4));
		assertThat(source.points("b")).hasSize(1);
		assertThatIllegalArgumentException().isThrownBy(() -> source.send("", 1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> source.metric("x".repeat(256)));
		source.failing(new MetricqOverflowException("a", "full"));
		assertThatExceptionOfType(MetricqOverflowException.class).isThrownBy(() -> source.metric("a").send(5, 5));
		assertThat(source.declareMetrics(Map.of("a", Map.of()))).isCompletedExceptionally();
		source.failing(null).send("a", 6, 6);
		assertThat(source.points("a")).hasSize(4);
		assertThat(source.declared()).isEmpty();
	}

	@Test
	void historyAnswersFromWhatItWasGiven() {
		StubMetricqHistoryClient history = new StubMetricqHistoryClient().recording(new DataPoint("a", 3 * SECOND, 4),
				new DataPoint("a", SECOND, 1), new DataPoint("a", 2 * SECOND, 2));
		assertThat(history.lastValue("a")).isEqualTo(new TimeValue(3 * SECOND, 4));
		HistoryResponse raw = history.rawTimeline("a", Instant.ofEpochSecond(2), null);
		assertThat(raw.values()).containsExactly(new TimeValue(2 * SECOND, 2), new TimeValue(3 * SECOND, 4));
		assertThat(raw.asAggregates()).containsExactly(TimeAggregate.ofValue(2 * SECOND, 3 * SECOND, 4));
		assertThat(raw.valueChunk().values()).containsExactly(2, 4);
		assertThatIllegalStateException().isThrownBy(raw::aggregates);
		TimeAggregate all = history.aggregate("a", null, null);
		assertThat(all).isEqualTo(new TimeAggregate(SECOND, 1, 4, 7, 3, 6.0 * SECOND, 2 * SECOND));
		assertThat(all.mean()).isEqualTo(3);
		assertThat(history.rawTimeline("a", Instant.ofEpochSecond(9), null).mode())
			.isEqualTo(HistoryResponse.Mode.EMPTY);
		assertThat(history.requests()).hasSize(4);
	}

	@Test
	void historyFailsAsOnTheNetwork() {
		StubMetricqHistoryClient history = new StubMetricqHistoryClient().failing("slow",
				new MetricqTimeoutException("too slow"));
		assertThatExceptionOfType(MetricqHistoryException.class).isThrownBy(() -> history.lastValue("unknown"));
		assertThatExceptionOfType(MetricqTimeoutException.class).isThrownBy(() -> history.lastValue("slow"));
		assertThatIllegalArgumentException().isThrownBy(() -> history.rawTimeline("x".repeat(256), null, null));
	}

	@Test
	void clientAnswersAsTheTestSays() {
		StubMetricqClient client = new StubMetricqClient()
			.serving("get_metrics", (arguments) -> Map.of("metrics", Map.of("a.b", Map.of("unit", "W"))))
			.serving("broken", (arguments) -> {
				throw new IllegalStateException("no");
			});
		Map<String, MetricMetadata> found = client.getMetrics(MetricQuery.matching("a"));
		assertThat(found.get("a.b").unit()).isEqualTo("W");
		assertThat(client.getMetrics("a")).containsExactly("a.b");
		assertThatExceptionOfType(MetricqRpcException.class).isThrownBy(() -> client.rpc("broken", Map.of("n", 1)))
			.satisfies((ex) -> assertThat(ex.getError()).isEqualTo("no"));
		assertThatExceptionOfType(MetricqRpcException.class).isThrownBy(() -> client.rpc("other", Map.of()));
		List<MetricqRpcAnswer> answers = new ArrayList<>();
		assertThat(client.broadcast("broken", Map.of(), Duration.ofSeconds(1), answers::add)).isCompleted();
		assertThat(answers).extracting(MetricqRpcAnswer::error).containsExactly("no");
		assertThat(client.calls()).extracting(StubMetricqClient.Call::function)
			.containsExactly("get_metrics", "get_metrics", "broken", "other", "broken");
		assertThat(client.calls().get(2).arguments()).isEqualTo(Map.of("n", 1));
	}

	static class Room {

		@MetricqMetric(name = "lab.temperature", unit = "C", period = "50ms")
		double temperature() {
			return 21.5;
		}

	}

}
