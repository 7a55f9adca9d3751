package io.github.polywire.metricq.network;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.ForeignHistoryClient;
import io.github.polywire.metricq.foreign.ForeignProtobuf;
import io.github.polywire.metricq.foreign.ForeignRpcException;
import io.github.polywire.metricq.foreign.ForeignSource;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What peers may send that they should not: it is settled once, answered where there is
 * an address, and others are served as before.
 */
class NetworkHostilityTests {

	private static VirtualHost host;

	private static EmbeddedNetwork network;

	private static ForeignClient client;

	@BeforeAll
	static void start() {
		host = VirtualHost.create(LocalRabbit.shared());
		network = new Networks().maxMetrics(50).maxBodySize(20_000).start(host);
		client = new ForeignClient(host, "client-lab");
	}

	@AfterAll
	static void stop() {
		client.close();
		network.stop();
		host.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "12", "\"text\"", "{}", "{\"function\": null}", "\u00ff\u00fe",
			"{\"function\": {}}", "{\"function\": \"\"}" })
	void answersABodyThatIsNoRequestWithAnError(String body) {
		Delivery answer = client.call("any", body.getBytes(StandardCharsets.ISO_8859_1));
		assertThat(Vectors.MAPPER.readTree(answer.getBody()).get("error").asString()).isNotEmpty();
		assertServing();
	}

	@Test
	void rejectsOnceWhatHasNoAddress() {
		long rejected = network.rejectedCount();
		client.publish("metricq.management", "x", client.properties().build(), "{".getBytes(StandardCharsets.UTF_8));
		client.publish("metricq.management", "x", client.properties().build(),
				"{\"function\": \"get_metrics\"}".getBytes(StandardCharsets.UTF_8));
		client.publish("metricq.management", "x", new BasicProperties(), new byte[0]);
		assertServing();
		assertThat(network.rejectedCount()).isEqualTo(rejected + 3);
	}

	@Test
	void asksForATokenAndNamesThatCanBe() {
		assertThat(error("sink.subscribe", "{\"metrics\": [\"" + "x".repeat(256) + "\"]}")).contains("255");
		assertThat(error("sink.subscribe", "{\"metrics\": [\"\"]}")).contains("empty");
		assertThat(error("sink.subscribe", "{\"metrics\": [1]}")).contains("text");
		assertThat(error("sink.subscribe", "{\"metrics\": \"lab.a\"}")).contains("'metrics' must be a list");
		assertThat(error("sink.subscribe", "{\"metrics\": [], \"dataQueue\": \"" + "q".repeat(256) + "\"}"))
			.contains("'dataQueue'");
		assertThat(error("sink.subscribe", "{\"metrics\": [], \"dataQueue\": \"amq.mine\"}"))
			.startsWith("ACCESS_REFUSED");
		assertThat(error("sink.subscribe", "{\"metrics\": [], \"expires\": 1e300}")).startsWith("PRECONDITION_FAILED");
		assertThat(error("sink.subscribe", "{\"metrics\": [], \"metadata\": \"no\"}")).contains("'metadata'");
		assertThat(error("db.subscribe", "{}")).isEqualTo("'metrics'");
		assertThat(error("db.subscribe", "{\"metrics\": [{}]}")).contains("text");
		assertThat(error("source.declare_metrics", "{\"metrics\": 5}")).contains("'metrics'");
		assertThat(error("source.declare_metrics", "{\"metrics\": {\"lab.x\": 5}}")).contains("lab.x");
		assertThat(error("get_metrics", "{\"limit\": -1}")).contains("'limit'");
		assertThat(error("get_metrics", "{\"historic\": \"yes\"}"))
			.isEqualTo("Invalid type for \"historic\" argument: should be bool, is <class 'str'>");
		assertServing();
	}

	@Test
	void boundsWhatASelectorCosts() {
		client.rpc("source.declare_metrics", "{\"metrics\": [\"" + "a".repeat(60) + "!\"]}");
		assertThat(error("get_metrics", "{\"selector\": \"^(a|a|aa)+\\\\1b$\"}")).contains("steps");
		assertThat(error("get_metrics", "{\"selector\": \"(\"}")).contains("regular expression");
		assertThat(error("get_metrics", "{\"selector\": \"" + "(".repeat(5000) + "\"}")).isNotEmpty();
		assertServing();
	}

	@Test
	void boundsMetricsRequestsAndAnswers() {
		StringBuilder names = new StringBuilder();
		for (int i = 0; i < 60; i++) {
			names.append((i > 0) ? "," : "").append("\"many.").append(i).append('"');
		}
		assertThat(error("source.declare_metrics", "{\"metrics\": [" + names + "]}")).contains("max-metrics");
		assertThat(error("db.subscribe", "{\"metrics\": [" + names + "]}")).contains("max-metrics");
		assertThat(error("source.declare_metrics",
				"{\"metrics\": {\"lab.x\": {\"description\": \"" + "x".repeat(20_000) + "\"}}}"))
			.contains("at most 20000");
		for (int i = 0; i < 2; i++) {
			client.rpc("source.declare_metrics",
					"{\"metrics\": {\"large." + i + "\": {\"description\": \"" + "x".repeat(15_000) + "\"}}}");
		}
		assertThat(error("get_metrics", "{\"format\": \"object\", \"prefix\": \"large\"}"))
			.contains("selector or a limit");
		assertServing();
	}

	@Test
	void recordsWhatIsAChunkAndRejectsTheRestOnce() {
		try (ForeignSource source = new ForeignSource(host, "source-hostile");
				ForeignHistoryClient history = new ForeignHistoryClient(host, "history-hostile")) {
			long rejected = network.database().rejectedCount();
			long received = network.database().receivedCount();
			source.sendBytes("chunk.a", new byte[] { 0x0a, 0x7f });
			source.sendBytes("chunk.a", "no chunk".getBytes(StandardCharsets.UTF_8));
			source.sendBytes("chunk.a", new byte[0]);
			source.send("chunk.a", 5, 1);
			await().untilAsserted(
					() -> assertThat(history.request("chunk.a", 0, 0, 0, ForeignHistoryClient.LAST_VALUE).values())
						.containsExactly(1.0));
			assertThat(network.database().rejectedCount()).isEqualTo(rejected + 2);
			Delivery answer = ForeignHistoryClient.await(history.send("chunk.a", new byte[] { (byte) 0xff }));
			assertThat(ForeignProtobuf.readHistoryResponse(answer.getBody()).error()).contains("no protobuf message");
			assertThat(Double.parseDouble(answer.getProperties().getHeaders().get("x-request-duration").toString()))
				.isNotNegative();
			history.publish("chunk.a", new BasicProperties(), new byte[0]);
			await().until(() -> network.database().rejectedCount() == rejected + 4);
			CompletableFuture<Delivery> unknown = history.send("chunk.a", new byte[0]);
			assertThat(ForeignProtobuf.readHistoryResponse(ForeignHistoryClient.await(unknown).getBody()).metric())
				.isEqualTo("chunk.a");
		}
	}

	private static String error(String function, String arguments) {
		try {
			return "no error: " + client.rpc(function, arguments);
		}
		catch (ForeignRpcException ex) {
			return ex.getMessage();
		}
	}

	private static void assertServing() {
		assertThatExceptionOfType(ForeignRpcException.class)
			.isThrownBy(() -> client.rpc("get_metrics", "{\"format\": \"xml\"}"))
			.withMessage("unknown format requested: xml");
		assertThat(network.state()).isEqualTo(NetworkState.RUNNING);
		await().untilAsserted(
				() -> assertThat(host.queues("messages").get("management").get("messages").asInt()).isZero());
	}

}
