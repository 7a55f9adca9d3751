package io.github.polywire.metricq.network;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.RecordedMetric;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqOutput;
import io.github.polywire.metricq.annotation.MetricqRpc;
import io.github.polywire.metricq.annotation.MetricqTransformer;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.autoconfigure.MetricqNetworkAutoConfiguration;
import io.github.polywire.metricq.foreign.VirtualHost;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The starter's own clients in the application that has the network.
 */
class OwnClientsTests {

	@Test
	void needNothingButABroker() {
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class,
						MetricqNetworkAutoConfiguration.class))
				.withPropertyValues("metricq.url=" + host.uri(), "metricq.network.embedded=true")
				.withBean(Points.class)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					Points points = context.getBean(Points.class);
					await().until(() -> host.list("list_bindings", "source_name", "destination_name", "routing_key")
						.stream()
						.anyMatch((row) -> row.get("source_name").asString().equals("metricq.data")
								&& row.get("routing_key").asString().equals("room.a")));
					MetricqSource source = context.getBean(MetricqSource.class);
					source.declareMetrics(Map.of("room.a", Map.of("unit", "C"))).join();
					Instant start = Instant.parse("2026-01-01T00:00:00Z");
					for (int i = 0; i < 3; i++) {
						source.send("room.a", start.plusSeconds(i), 20 + i);
					}
					source.flush();
					await().untilAsserted(() -> assertThat(points.received).extracting(DataPoint::value)
						.containsExactly(20.0, 21.0, 22.0));
					EmbeddedNetwork network = context.getBean(EmbeddedNetwork.class);
					await().until(() -> network.database().receivedCount() == 3);
					MetricqHistoryClient history = context.getBean(MetricqHistoryClient.class);
					assertThat(history.lastValue("room.a").value()).isEqualTo(22);
					TimeAggregate aggregate = history.aggregate("room.a", start, start.plusSeconds(60));
					assertThat(aggregate.mean()).isEqualTo(21.5);
					assertThat(aggregate.activeTime()).isEqualTo(Duration.ofSeconds(2));
					assertThat(history.aggregate("room.a", null, null).mean()).isEqualTo(21.5);
					assertThat(context.getBean(MetricqClient.class).getMetrics("^room")).containsExactly("room.a");
				});
		}
	}

	@Test
	void transformsAndRecordsOnANetworkOfItsOwn() {
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class,
						MetricqNetworkAutoConfiguration.class))
				.withPropertyValues("metricq.url=" + host.uri(), "metricq.network.embedded=true",
						"metricq.reconnect.initial-interval=100ms")
				.withBean(Roles.class)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					Roles roles = context.getBean(Roles.class);
					EmbeddedNetwork network = context.getBean(EmbeddedNetwork.class);
					await().atMost(Duration.ofSeconds(30))
						.until(() -> Stream
							.concat(context.getBean(MetricqTransformerRegistry.class).getContainers().stream(),
									context.getBean(MetricqDatabaseRegistry.class).getContainers().stream())
							.allMatch((container) -> container.state() == ContainerState.RUNNING));
					assertThat(network.metadata("room.celsius").unit()).isEqualTo("C");
					assertThat(network.metadata("room.celsius").source()).isEqualTo("transformer-application");
					assertThat(network.metadata("room.celsius").historic()).isTrue();
					MetricqSource source = context.getBean(MetricqSource.class);
					source.send("room.fahrenheit", 1, 50);
					source.flush(Duration.ofSeconds(20));
					await().until(() -> roles.stored.size() == 1);
					assertThat(roles.stored).containsExactly(new DataPoint("room.celsius", 1, 10));
					assertThat(context.getBean(MetricqHistoryClient.class).lastValue("room.celsius").value())
						.isEqualTo(10);
					network.configure("db-application", Map.of("keep", "1d")).get(20, TimeUnit.SECONDS);
					assertThat(roles.keep).containsExactly("1d");
				});
		}
	}

	static class Roles implements MetricqHistoryProvider {

		private final List<DataPoint> stored = new CopyOnWriteArrayList<>();

		private final List<String> keep = new CopyOnWriteArrayList<>();

		@MetricqTransformer(metrics = "room.fahrenheit", outputs = @MetricqOutput(name = "room.celsius", unit = "C"))
		double celsius(double fahrenheit) {
			return (fahrenheit - 32) / 1.8;
		}

		@MetricqRpc(value = "config", roles = MetricqRole.DB)
		void configure(MetricqRpcRequest request) {
			if (request.arguments().has("keep")) {
				this.keep.add(request.arguments().get("keep").asString());
			}
		}

		@Override
		public Collection<RecordedMetric> metrics() {
			return List.of(RecordedMetric.of("room.celsius"));
		}

		@Override
		public void store(List<MetricChunk> chunks) {
			chunks.forEach((chunk) -> this.stored.addAll(chunk.points()));
		}

		@Override
		public HistoryResponse answer(HistoryRequest request) {
			DataPoint last = this.stored.get(this.stored.size() - 1);
			return HistoryResponse.ofValues(
					new MetricChunk(last.metric(), new long[] { last.timeNanos() }, new double[] { last.value() }));
		}

	}

	static class Points {

		private final List<DataPoint> received = new CopyOnWriteArrayList<>();

		@MetricqListener(metrics = "room.a")
		void on(DataPoint point) {
			this.received.add(point);
		}

	}

}
