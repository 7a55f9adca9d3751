package io.github.polywire.metricq.network;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.ForeignHistoryClient;
import io.github.polywire.metricq.foreign.ForeignProtobuf.Point;
import io.github.polywire.metricq.foreign.ForeignSink;
import io.github.polywire.metricq.foreign.ForeignSource;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A broker that dies, is not there, or has a manager already.
 */
class NetworkFaultTests {

	private static final long T0 = 1_700_000_000_000_000_000L;

	private static LocalRabbit rabbit;

	private VirtualHost host;

	@BeforeAll
	static void startBroker() {
		rabbit = LocalRabbit.builder().dedicated().start();
	}

	@AfterAll
	static void stopBroker() {
		rabbit.close();
	}

	@BeforeEach
	void createVirtualHost() {
		this.host = VirtualHost.create(rabbit);
	}

	@Test
	void servesAgainAfterTheBrokerWasKilled() {
		EmbeddedNetwork network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab")) {
			source.declareMetrics("{\"lab.a\": {\"unit\": \"W\"}}");
			source.send("lab.a", T0, 1);
			await().until(() -> network.database().receivedCount() == 1);
		}
		rabbit.kill();
		await().until(() -> network.state() == NetworkState.CONNECTING);
		await().untilAsserted(() -> assertThat(network.failure()).isNotBlank());
		assertThat(network.configure("source-lab", Map.of("a", 1))).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(MetricqConnectionException.class);
		rabbit.restart();
		await().atMost(Duration.ofMinutes(1)).until(() -> network.state() == NetworkState.RUNNING);
		assertThat(network.failure()).isNull();
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignSink sink = new ForeignSink(this.host, "sink-lab");
				ForeignHistoryClient history = new ForeignHistoryClient(this.host, "history-lab")) {
			assertThat(source.config().get("a").asInt()).isEqualTo(1);
			String oldQueue = "sink-lab-4005369fd8164158b02db2e033996254-data";
			sink.consume(sink.subscribe("[\"lab.a\"]", "\"dataQueue\": \"" + oldQueue + "\"")
				.get("dataServerAddress")
				.asString());
			source.send("lab.a", T0 + 1, 2);
			await().untilAsserted(() -> assertThat(sink.points("lab.a")).containsExactly(new Point(T0 + 1, 2)));
			await().until(() -> network.database().receivedCount() == 2);
			assertThat(history.request("lab.a", T0, T0 + 1, 0, ForeignHistoryClient.FLEX_TIMELINE).values())
				.containsExactly(1.0, 2.0);
			assertThat(this.host.queues("consumers").get("management").get("consumers").asInt()).isEqualTo(1);
		}
		network.stop();
	}

	@Test
	void beginsToServeWhenTheBrokerComes() {
		rabbit.stop();
		EmbeddedNetwork network = new Networks().create(this.host);
		try {
			network.start();
			assertThat(network.isRunning()).isTrue();
			assertThat(network.state()).isEqualTo(NetworkState.CONNECTING);
			EmbeddedNetwork impatient = new Networks().failFast().create(this.host);
			assertThatExceptionOfType(MetricqConnectionException.class).isThrownBy(impatient::start)
				.withMessageContaining(Integer.toString(rabbit.port()))
				.withMessageContaining("metricq.network.fail-fast");
			assertThat(impatient.isRunning()).isFalse();
		}
		finally {
			rabbit.restart();
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> network.state() == NetworkState.RUNNING);
		network.stop();
	}

	@Test
	void standsByWhileAnotherManagerServes() {
		EmbeddedNetwork first = new Networks().start(this.host);
		EmbeddedNetwork second = new Networks().start(this.host);
		assertThat(second.state()).isEqualTo(NetworkState.STANDBY);
		assertThat(second.failure()).contains("Another MetricQ manager").contains("metricq.network.embedded=false");
		EmbeddedNetwork third = new Networks().failFast().create(this.host);
		assertThatExceptionOfType(OtherManagerException.class).isThrownBy(third::start);
		assertThat(this.host.queues("consumers").get("management").get("consumers").asInt()).isEqualTo(1);
		first.stop();
		await().until(() -> second.state() == NetworkState.RUNNING);
		try (ForeignClient client = new ForeignClient(this.host, "client-lab")) {
			assertThat(client.rpc("get_metrics", "{}").get("metrics").isEmpty()).isTrue();
		}
		second.stop();
	}

	@Test
	void servesAgainAfterItsQueueWasDeleted() throws Exception {
		EmbeddedNetwork network = new Networks().start(this.host);
		try (Connection connection = this.host.connect("vandal")) {
			connection.createChannel().queueDelete("management");
		}
		await().until(() -> {
			JsonNode queue = this.host.queues("consumers").get("management");
			return queue != null && queue.get("consumers").asInt() == 1;
		});
		try (ForeignClient client = new ForeignClient(this.host, "client-lab")) {
			assertThat(client.rpc("get_metrics", "{}").has("metrics")).isTrue();
		}
		network.stop();
	}

	@Test
	void recordsAgainAfterAQueueOfItsDatabaseWasDeleted() {
		EmbeddedNetwork network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab")) {
			// Exclusive: only an operator can delete it.
			rabbit.ctl("delete_queue", "-p", this.host.name(), "db-memory-data");
			await().until(() -> this.host.bindings("metricq.data", "db-memory-data").contains("#"));
			source.send("lab.a", T0, 1);
			await().until(() -> network.database().receivedCount() == 1);
		}
		network.stop();
	}

	@Test
	void servesAgainAfterItWasStopped() {
		EmbeddedNetwork network = new Networks().start(this.host);
		network.setConfiguration("source-lab", Map.of("a", 1));
		network.stop();
		assertThat(network.state()).isEqualTo(NetworkState.STOPPED);
		network.start();
		try (ForeignSource source = new ForeignSource(this.host, "source-lab")) {
			assertThat(source.config().get("a").asInt()).isEqualTo(1);
		}
		network.stop();
	}

	@Test
	void answersWhatItReceivedBeforeItStops() throws Exception {
		EmbeddedNetwork network = new Networks().start(this.host);
		try (ForeignClient client = new ForeignClient(this.host, "client-lab")) {
			CompletableFuture<?>[] calls = new CompletableFuture<?>[20];
			for (int i = 0; i < calls.length; i++) {
				calls[i] = CompletableFuture
					.runAsync(() -> client.rpc("sink.subscribe", "{\"metrics\": [\"lab.a\", \"lab.b\"]}"));
			}
			await().until(() -> network.answeredCount() > 0);
			network.stop();
			// What the first did not take is in the durable queue.
			network.start();
			CompletableFuture.allOf(calls).get(30, TimeUnit.SECONDS);
		}
		network.stop();
	}

}
