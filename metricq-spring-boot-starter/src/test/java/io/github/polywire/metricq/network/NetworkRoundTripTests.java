package io.github.polywire.metricq.network;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.ForeignDatabase;
import io.github.polywire.metricq.foreign.ForeignHistoryClient;
import io.github.polywire.metricq.foreign.ForeignProtobuf;
import io.github.polywire.metricq.foreign.ForeignProtobuf.Point;
import io.github.polywire.metricq.foreign.ForeignRpcException;
import io.github.polywire.metricq.foreign.ForeignSink;
import io.github.polywire.metricq.foreign.ForeignSource;
import io.github.polywire.metricq.foreign.ForeignTransformer;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Clients that are made of nothing of the starter's, on a network of one's own.
 */
class NetworkRoundTripTests {

	private static final long T0 = 1_700_000_000_000_000_000L;

	private static final long SECOND = 1_000_000_000L;

	private VirtualHost host;

	private EmbeddedNetwork network;

	@BeforeEach
	void createVirtualHost() {
		this.host = VirtualHost.create(LocalRabbit.shared());
	}

	@AfterEach
	void stop() {
		if (this.network != null) {
			this.network.stop();
		}
		this.host.close();
	}

	@Test
	void carriesPointsFromSourceToSink() {
		this.network = new Networks().start(this.host);
		assertThat(this.network.state()).isEqualTo(NetworkState.RUNNING);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignSink sink = new ForeignSink(this.host, "sink-lab")) {
			source.declareMetrics("{\"lab.a\": {\"unit\": \"W\", \"historic\": \"no\"}}");
			JsonNode subscription = sink.subscribe("[\"lab.a\"]");
			assertThat(subscription.at("/metrics/lab.a/unit").asString()).isEqualTo("W");
			assertThat(subscription.at("/metrics/lab.a/source").asString()).isEqualTo("source-lab");
			sink.consume(subscription.get("dataServerAddress").asString());
			source.send("lab.a", new long[] { T0, T0 + 1, T0 + 2 }, new double[] { 1, 2, 3 });
			await().untilAsserted(() -> assertThat(sink.points("lab.a")).containsExactly(new Point(T0, 1),
					new Point(T0 + 1, 2), new Point(T0 + 2, 3)));
			assertThat(this.network.metrics()).containsExactly("lab.a");
			assertThat(this.network.metadata("lab.a").unit()).isEqualTo("W");
			assertThat(this.network.metadata("lab.b")).isNull();
		}
	}

	@Test
	void endsAQueueThatIsDrainedAfterItsLastPoint() {
		this.network = new Networks().withoutDatabase().start(this.host);
		String queue;
		try (ForeignSink subscriber = new ForeignSink(this.host, "sink-sub")) {
			queue = subscriber.subscribe("[\"lab.a\"]", "\"expires\": 60.0").get("dataQueue").asString();
		}
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignSink drain = new ForeignSink(this.host, "sink-sub.1")) {
			source.send("lab.a", T0, 1);
			source.send("lab.a", T0 + 1, 2);
			await().until(() -> this.host.queues("messages").get(queue).get("messages").asInt() == 2);
			JsonNode answer = drain.unsubscribe(queue, "[\"lab.a\"]");
			assertThat(this.host.bindings("metricq.data", queue)).isEmpty();
			drain.consume(queue, answer.get("dataServerAddress").asString());
			await().until(drain::isEnded);
			assertThat(drain.points("lab.a")).containsExactly(new Point(T0, 1), new Point(T0 + 1, 2));
			assertThat(drain.rpc("sink.release", "{\"dataQueue\": \"" + queue + "\"}").isEmpty()).isTrue();
		}
	}

	@Test
	void endsAQueueWithTheMessageThatTheOriginalSends() throws Exception {
		this.network = new Networks().withoutDatabase().start(this.host);
		JsonNode recorded = Vectors.read("end-message").get(0);
		try (ForeignSink sink = new ForeignSink(this.host, "sink-lab");
				Connection connection = this.host.connect("reader");
				Channel channel = connection.createChannel()) {
			String queue = sink.subscribe("[\"lab.a\"]").get("dataQueue").asString();
			sink.unsubscribe(queue, "[\"lab.a\"]");
			await().until(() -> this.host.queues("messages").get(queue).get("messages").asInt() == 1);
			GetResponse end = channel.basicGet(queue, false);
			BasicProperties properties = end.getProps();
			assertThat(end.getBody()).asHexString().isEqualTo(recorded.get("hex").asString());
			assertThat(end.getEnvelope().getExchange()).isEmpty();
			assertThat(properties.getType()).isEqualTo(recorded.at("/properties/message_type").asString());
			assertThat(properties.getDeliveryMode()).isEqualTo(recorded.at("/properties/delivery_mode").asInt());
			assertThat(properties.getPriority()).isEqualTo(recorded.at("/properties/priority").asInt());
			assertThat(properties.getHeaders()).isEmpty();
		}
	}

	@Test
	void leavesTheEndMessageOutIfTheClientAsksSo() {
		this.network = new Networks().withoutDatabase().start(this.host);
		try (ForeignSink sink = new ForeignSink(this.host, "sink-lab")) {
			String queue = sink.subscribe("[\"lab.a\"]").get("dataQueue").asString();
			sink.rpc("unsubscribe", "{\"dataQueue\": \"" + queue + "\", \"metrics\": [\"lab.a\"], \"end\": false}");
			assertThat(this.host.queues("messages").get(queue).get("messages").asInt()).isZero();
		}
	}

	@Test
	void makesTheQueueAnewWhenASinkComesBackWithItsName() {
		this.network = new Networks().withoutDatabase().start(this.host);
		try (ForeignSink sink = new ForeignSink(this.host, "sink-lab")) {
			String name = "sink-lab-4005369fd8164158b02db2e033996254-data";
			JsonNode answer = sink.subscribe("[\"lab.a\", \"lab.b\"]", "\"dataQueue\": \"" + name + "\"",
					"\"metadata\": false");
			assertThat(answer.get("dataQueue").asString()).isEqualTo(name);
			assertThat(this.host.bindings("metricq.data", name)).containsExactly("lab.a", "lab.b");
		}
	}

	@Test
	void answersHistoryFromTheFirstPointOn() {
		this.network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignHistoryClient history = new ForeignHistoryClient(this.host, "history-lab")) {
			// Nobody declared it.
			source.send("lab.new", T0, 7.125);
			await().until(() -> this.network.database().receivedCount() == 1);
			ForeignProtobuf.Response last = history.request("lab.new", 0, 0, 0, ForeignHistoryClient.LAST_VALUE);
			assertThat(last.times()).containsExactly(T0);
			assertThat(last.values()).containsExactly(7.125);
			JsonNode historic = history.rpc("get_metrics", "{\"format\": \"object\", \"historic\": true}");
			assertThat(historic.at("/metrics/lab.new/historic").asBoolean()).isTrue();
			source.send("lab.new", new long[] { T0 + SECOND, T0 + 2 * SECOND }, new double[] { 2, 4 });
			await().until(() -> this.network.database().receivedCount() == 3);
			ForeignProtobuf.Response aggregate = history.request("lab.new", T0, T0 + 10 * SECOND, 0,
					ForeignHistoryClient.AGGREGATE);
			assertThat(aggregate.aggregates()).singleElement().satisfies((it) -> {
				assertThat(it.integral()).isEqualTo(6.0 * SECOND);
				assertThat(it.activeTime()).isEqualTo(2 * SECOND);
				assertThat(it.mean()).isEqualTo(3);
			});
			assertThat(history.request("lab.new", T0 + 10, T0, 0, ForeignHistoryClient.AGGREGATE_TIMELINE).error())
				.startsWith("invalid request: start time");
			assertThat(this.network.database().requestCount()).isEqualTo(3);
		}
	}

	@Test
	void answersHistoryOfADeclaredMetricWithoutPointsWithNothing() {
		this.network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignHistoryClient history = new ForeignHistoryClient(this.host, "history-lab")) {
			source.declareMetrics("[\"lab.a\"]");
			await().until(() -> this.host.bindings("metricq.history", "db-memory-hreq").contains("lab.a"));
			ForeignProtobuf.Response answer = history.request("lab.a", 0, T0, 0, ForeignHistoryClient.FLEX_TIMELINE);
			assertThat(answer.metric()).isEqualTo("lab.a");
			assertThat(answer.times()).isEmpty();
			assertThat(answer.error()).isEmpty();
		}
	}

	@Test
	void recordsOnlyWhatIsSelected() {
		this.network = new Networks().recording("^room\\.", "lab.b").start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab")) {
			source.declareMetrics("[\"lab.a\", \"lab.b\", \"room.a\"]");
			for (String metric : List.of("lab.a", "lab.b", "room.a", "room.b")) {
				source.send(metric, T0, 1);
			}
			await().until(() -> this.network.database().metricCount() == 3);
			assertThat(this.network.database().receivedCount()).isEqualTo(3);
			assertThat(this.network.metadata("lab.a").historic()).isFalse();
			assertThat(this.network.metadata("room.b").historic()).isTrue();
		}
	}

	@Test
	void carriesPointsThroughATransformer() {
		this.network = new Networks().withoutDatabase().start(this.host);
		this.network.setConfiguration("transformer-lab", Map.of("factor", 2));
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignSink sink = new ForeignSink(this.host, "sink-lab");
				ForeignTransformer transformer = new ForeignTransformer(this.host, "transformer-lab")) {
			assertThat(transformer.registration().at("/config/factor").asInt()).isEqualTo(2);
			source.declareMetrics("{\"lab.a\": {\"unit\": \"W\"}}");
			transformer.declareMetrics("{\"lab.double\": {\"unit\": \"2W\"}}");
			JsonNode subscription = transformer.transform("lab.a", "lab.double", (value) -> 2 * value);
			assertThat(subscription.get("dataQueue").asString()).isEqualTo("transformer-lab-data");
			assertThat(subscription.at("/metrics/lab.a/unit").asString()).isEqualTo("W");
			JsonNode sinks = sink.subscribe("[\"lab.double\"]");
			assertThat(sinks.at("/metrics/lab.double/source").asString()).isEqualTo("transformer-lab");
			sink.consume(sinks.get("dataServerAddress").asString());
			source.send("lab.a", new long[] { T0, T0 + 1 }, new double[] { 1, 2 });
			await().untilAsserted(() -> assertThat(sink.points("lab.double")).containsExactly(new Point(T0, 2),
					new Point(T0 + 1, 4)));
		}
	}

	@Test
	void leavesAMetricToAnotherDatabase() {
		this.network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignHistoryClient history = new ForeignHistoryClient(this.host, "history-lab");
				ForeignDatabase database = new ForeignDatabase(this.host, "db-lab", (metric, request) -> ForeignProtobuf
					.valuesResponse(metric, new long[] { T0 }, new double[] { 42 }))) {
			source.declareMetrics("[\"lab.a\"]");
			JsonNode answer = database.subscribe("[{\"name\": \"lab.a\", \"input\": \"lab.in\"}]");
			assertThat(answer.at("/metrics/lab.a/historic").asBoolean()).isTrue();
			await().until(() -> !this.host.bindings("metricq.history", "db-memory-hreq").contains("lab.a"));
			source.send("lab.in", T0, 3);
			await().untilAsserted(() -> assertThat(database.points("lab.in")).containsExactly(new Point(T0, 3)));
			assertThat(history.request("lab.a", 0, 1, 0, ForeignHistoryClient.FLEX_TIMELINE).values())
				.containsExactly(42.0);
			assertThat(database.requests()).containsExactly(new ForeignProtobuf.Request(0, 1, 0, 3));
		}
	}

	@Test
	void givesAClientItsConfigurationAndTellsItOfChanges() throws Exception {
		this.network = new Networks().strict().start(this.host);
		this.network.setConfiguration("source-lab", Map.of("interval", 0.5));
		try (ForeignSource source = new ForeignSource(this.host, "source-lab")) {
			assertThat(source.config().get("interval").asDouble()).isEqualTo(0.5);
			assertThat(source.config().get("_id").asString()).isEqualTo("source-lab");
			assertThat(source.config().get("_rev").asString()).startsWith("1-");
			CompletableFuture<Boolean> told = this.network.configure("source-lab", Map.of("interval", 2));
			assertThat(told.get(30, TimeUnit.SECONDS)).isTrue();
			assertThat(source.pushedConfigs()).singleElement().satisfies((config) -> {
				assertThat(config.get("interval").asInt()).isEqualTo(2);
				assertThat(config.get("_rev").asString()).startsWith("2-");
			});
			source.refuseConfigs("too fast");
			assertThat(this.network.configure("source-lab", Map.of("interval", 0))).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableThat()
				.withCauseInstanceOf(MetricqRpcException.class)
				.withMessageContaining("too fast");
		}
		assertThat(this.network.configure("nobody", Map.of("a", 1)).get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(this.network.configuration("nobody").get("a").asInt()).isEqualTo(1);
		assertThat(this.network.configuredTokens()).containsExactly("nobody", "source-lab");
		assertThat(this.network.removeConfiguration("nobody")).isTrue();
		assertThat(this.network.configuration("nobody")).isNull();
	}

	@Test
	void saysWhichClientDoesNotAnswerItsConfiguration() throws Exception {
		this.network = new Networks().pushTimeout(Duration.ofMillis(200)).start(this.host);
		try (Connection silent = this.host.connect("silent")) {
			silent.createChannel().queueDeclare("sink-silent-rpc", false, true, false, null);
			assertThat(this.network.configure("sink-silent", Map.of())).failsWithin(30, TimeUnit.SECONDS)
				.withThrowableThat()
				.withCauseInstanceOf(MetricqTimeoutException.class)
				.withMessageContaining("sink-silent");
		}
	}

	@Test
	void refusesAClientWithoutConfigurationOnlyIfStrict() {
		this.network = new Networks().strict().start(this.host);
		try (ForeignClient client = new ForeignClient(this.host, "source-new")) {
			assertThatExceptionOfType(ForeignRpcException.class).isThrownBy(() -> client.rpc("source.register", "{}"))
				.withMessage("'Document source-new was not found'");
		}
		this.network.stop();
		this.network = new Networks().start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-new")) {
			assertThat(source.config().isEmpty()).isTrue();
		}
	}

	@Test
	void doesNotAnswerBroadcasts() {
		this.network = new Networks().start(this.host);
		assertThat(this.host.bindings("metricq.broadcast", "manager-rpc")).isEmpty();
	}

	@Test
	void tellsClientsOfTheAddressThatIsConfigured() {
		VirtualHost data = VirtualHost.create(LocalRabbit.shared());
		this.network = new Networks().dataServerAddress("vhost:" + data.name()).start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-lab");
				ForeignSink sink = new ForeignSink(this.host, "sink-lab")) {
			JsonNode subscription = sink.subscribe("[\"lab.a\"]");
			assertThat(subscription.get("dataServerAddress").asString()).isEqualTo("vhost:" + data.name());
			sink.consume(subscription.get("dataServerAddress").asString());
			source.send("lab.a", T0, 1);
			await().untilAsserted(() -> assertThat(sink.points("lab.a")).hasSize(1));
			assertThat(data.queues()).containsKey(sink.dataQueue());
		}
		finally {
			this.network.stop();
			data.close();
		}
	}

	@Test
	void keepsNoMorePointsThanItMay() {
		this.network = new Networks().maxPoints(100, 5).start(this.host);
		try (ForeignSource source = new ForeignSource(this.host, "source-many")) {
			for (int metric = 0; metric < 10; metric++) {
				long[] times = new long[300];
				for (int i = 0; i < times.length; i++) {
					times[i] = i;
				}
				source.send("bounded." + metric, times, new double[300]);
			}
			await().until(() -> this.network.database().receivedCount() == 1500);
			assertThat(this.network.database().metricCount()).isEqualTo(5);
			assertThat(this.network.database().pointCount()).isEqualTo(500);
		}
	}

}
