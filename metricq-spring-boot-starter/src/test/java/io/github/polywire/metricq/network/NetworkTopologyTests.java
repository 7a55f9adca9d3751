package io.github.polywire.metricq.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the broker has after the original's clients were served, compared with what it had
 * when the original's manager served them.
 */
class NetworkTopologyTests {

	private static final JsonNode RECORDED = Vectors.MAPPER
		.readTree(NetworkTopologyTests.class.getResourceAsStream("/vectors/metricq-broker-state.json"));

	@Test
	void leavesOnTheBrokerWhatTheOriginalLeaves() {
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			EmbeddedNetwork network = new Networks().strict().withoutDatabase().start(host);
			List<ForeignClient> clients = serve(network, host);
			assertThat(queues(host.list("list_queues", "name", "arguments", "durable", "auto_delete", "exclusive")))
				.containsExactlyEntriesOf(queues(RECORDED.get("queues").valueStream().toList()));
			assertThat(bindings(host.list("list_bindings", "source_name", "destination_name", "routing_key")))
				.isEqualTo(bindings(RECORDED.get("bindings").valueStream().toList()));
			assertThat(exchanges(host.list("list_exchanges", "name", "type", "durable", "auto_delete", "internal")))
				.isEqualTo(exchanges(RECORDED.get("exchanges").valueStream().toList()));
			clients.forEach(ForeignClient::close);
			network.stop();
		}
	}

	@Test
	void ownClientsHaveTheQueuesOfTheOriginals() {
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			EmbeddedNetwork network = new Networks().strict().withoutDatabase().start(host);
			network.setConfiguration("source-lab", Map.of());
			network.setConfiguration("transformer-lab", Map.of());
			network.setConfiguration("db-lab",
					Map.of("x-metricq", Map.of("data-message-ttl", 3600, "hreq-message-ttl", 30)));
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(JacksonAutoConfiguration.class, MetricqAutoConfiguration.class))
				.withPropertyValues("metricq.url=" + host.uri(), "spring.application.name=lab")
				.withBean(OwnClientsTests.Roles.class)
				.run((context) -> {
					context.getBean(MetricqSource.class).send("lab.a", 1, 1);
					context.getBean(MetricqSource.class).flush(Duration.ofSeconds(20));
					await().untilAsserted(() -> assertThat(queues(
							host.list("list_queues", "name", "arguments", "durable", "auto_delete", "exclusive")))
						.containsAllEntriesOf(ofOwnClients(queues(RECORDED.get("queues").valueStream().toList()))));
					Map<String, String> consumers = new TreeMap<>();
					host.list("list_consumers", "queue_name", "prefetch_count", "ack_required")
						.forEach((row) -> consumers.put(row.get("queue_name").asString(),
								row.get("prefetch_count") + " " + row.get("ack_required")));
					assertThat(consumers).containsEntry("transformer-lab-data", "400 true")
						.containsEntry("db-lab-data", "400 true")
						.containsEntry("db-lab-hreq", "8 true");
				});
			network.stop();
		}
	}

	private static Map<String, String> ofOwnClients(Map<String, String> recorded) {
		Map<String, String> own = new TreeMap<>(recorded);
		own.keySet()
			.retainAll(List.of("source-lab-rpc", "transformer-lab-rpc", "transformer-lab-data", "db-lab-data",
					"db-lab-hreq", "management"));
		assertThat(own).hasSizeGreaterThanOrEqualTo(5);
		return own;
	}

	private static List<ForeignClient> serve(EmbeddedNetwork network, VirtualHost host) {
		network.setConfiguration("source-lab", Map.of());
		network.setConfiguration("transformer-lab", Map.of());
		network.setConfiguration("db-lab",
				Map.of("x-metricq", Map.of("data-message-ttl", 3600, "hreq-message-ttl", 30)));
		network.setConfiguration("db-quorum",
				Map.of("x-metricq", Map.of("data-queue-type", "quorum", "data-message-ttl", 10)));
		network.setConfiguration("db-legacy",
				Map.of("message_ttl", 5, "x-metricq", Map.of("data-message-ttl", 7, "hreq-message-ttl", 7)));
		List<ForeignClient> clients = new ArrayList<>();
		call(host, clients, "history-lab", "history.register", "{}");
		call(host, clients, "source-lab", "source.register", "{}");
		call(host, clients, "transformer-lab", "transformer.register", "{}");
		clients.get(2).rpc("transformer.subscribe", "{\"metrics\": [\"lab.a\"]}");
		call(host, clients, "sink-durable", "sink.subscribe", "{\"metrics\": [\"lab.a\"]}");
		call(host, clients, "sink-lab.f64feef78bde4e68a545941ac31c4a44", "sink.subscribe",
				"{\"metrics\": [\"lab.a\"]}");
		call(host, clients, "sink-exp", "sink.subscribe", "{\"metrics\": [\"lab.a\", \"lab.bad\"], \"expires\": 12.5}");
		for (String database : new String[] { "db-lab", "db-quorum", "db-legacy" }) {
			try (ForeignClient client = new ForeignClient(host, database)) {
				client.rpc("db.register", "{}");
				if (database.equals("db-lab")) {
					client.rpc("db.subscribe",
							"{\"metrics\": [\"lab.a\", {\"name\": \"lab.b.hist\", \"input\": \"lab.b\"}]}");
				}
			}
		}
		try (ForeignClient subscriber = new ForeignClient(host, "sink-sub")) {
			subscriber.rpc("sink.subscribe", "{\"metrics\": [\"lab.a\"], \"expires\": 60.0}");
		}
		return clients;
	}

	private static void call(VirtualHost host, List<ForeignClient> clients, String token, String function,
			String arguments) {
		ForeignClient client = new ForeignClient(host, token);
		clients.add(client);
		client.rpc(function, arguments);
	}

	private static Map<String, String> queues(List<JsonNode> rows) {
		Map<String, String> queues = new TreeMap<>();
		for (JsonNode row : rows) {
			// For a quorum queue the broker says nothing.
			boolean exclusive = row.get("exclusive").asBoolean(false);
			queues.put(withoutChance(row.get("name").asString()), "durable=" + row.get("durable") + " auto_delete="
					+ row.get("auto_delete") + " exclusive=" + exclusive + " " + arguments(row.get("arguments")));
		}
		return queues;
	}

	// Some versions list [name, type, value], others an object.
	private static Map<String, String> arguments(JsonNode arguments) {
		Map<String, String> values = new TreeMap<>();
		if (arguments.isObject()) {
			arguments.properties().forEach((entry) -> values.put(entry.getKey(), entry.getValue().asString()));
		}
		else {
			arguments.forEach((argument) -> values.put(argument.get(0).asString(), argument.get(2).asString()));
		}
		return values;
	}

	private static TreeSet<String> bindings(List<JsonNode> rows) {
		TreeSet<String> bindings = new TreeSet<>();
		for (JsonNode row : rows) {
			if (!row.get("source_name").asString().isEmpty()) {
				bindings.add(withoutChance(row.get("source_name").asString() + " -" + row.get("routing_key").asString()
						+ "-> " + row.get("destination_name").asString()));
			}
		}
		return bindings;
	}

	private static TreeSet<String> exchanges(List<JsonNode> rows) {
		TreeSet<String> exchanges = new TreeSet<>();
		for (JsonNode row : rows) {
			if (row.get("name").asString().startsWith("metricq.")) {
				exchanges.add(
						row.get("name").asString() + " " + row.get("type").asString() + " durable=" + row.get("durable")
								+ " auto_delete=" + row.get("auto_delete") + " internal=" + row.get("internal"));
			}
		}
		return exchanges;
	}

	private static String withoutChance(String name) {
		return name.replaceAll("[0-9a-f]{32}", "HEX");
	}

}
