package io.github.polywire.metricq.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.foreign.ForeignClient;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends what the original's clients sent to our manager, byte by byte and in their order,
 * and compares its answers with those of the original's manager. Names with random parts,
 * dates and revisions are compared without these.
 */
class ManagerVectorTests {

	private final Map<String, ForeignClient> clients = new HashMap<>();

	// What is named by chance: the recorded name to the name that we gave.
	private final Map<String, String> names = new HashMap<>();

	@Test
	void answersAsTheOriginalDoes() {
		List<JsonNode> vectors = Vectors.read("rpc");
		SoftAssertions softly = new SoftAssertions();
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			EmbeddedNetwork network = new Networks().strict().withoutDatabase().start(host);
			configure(network, vectors);
			int compared = 0;
			for (JsonNode vector : vectors) {
				if (vector.get("exchange").asString().equals("metricq.management")
						&& !vector.get("responses").isEmpty()) {
					prepare(vector, host);
					compare(vector, host, softly);
					compared++;
				}
			}
			assertThat(compared).isGreaterThan(40);
			this.clients.values().forEach(ForeignClient::close);
			network.stop();
		}
		softly.assertAll();
	}

	private static void configure(EmbeddedNetwork network, List<JsonNode> vectors) {
		for (JsonNode vector : vectors) {
			JsonNode config = vector.at("/responses/0/decoded/config");
			if (config.isObject()) {
				ObjectNode own = config.deepCopy().asObject();
				own.remove("_id");
				own.remove("_rev");
				network.setConfiguration(vector.at("/request_properties/app_id").asString(), own);
			}
		}
	}

	// What was asked between the recorded requests, and is not among them.
	private void prepare(JsonNode vector, VirtualHost host) {
		switch (vector.get("name").asString()) {
			case "sink.unsubscribe@drain" -> {
				JsonNode answer = client("sink-sub", host).rpc("sink.subscribe",
						"{\"metrics\": [\"lab.a\"], \"expires\": 60}");
				this.names.put(vector.at("/decoded/dataQueue").asString(), answer.get("dataQueue").asString());
			}
			case "history.get_metric_list@rpc.history.get_metric_list" ->
				client("source-lab", host).rpc("source.metrics_list", "{\"metrics\": [\"lab.listed\"]}");
			case "get_metrics@hist.get_metrics-default-historic" -> client("db-lab", host).rpc("db.subscribe",
					"{\"metrics\": [\"lab.a\", {\"name\": \"lab.b.hist\", \"input\": \"lab.b\"}]}");
			default -> {
			}
		}
	}

	private void compare(JsonNode vector, VirtualHost host, SoftAssertions softly) {
		String request = new String(Vectors.bytes(vector.get("hex")), StandardCharsets.UTF_8);
		for (Map.Entry<String, String> name : this.names.entrySet()) {
			request = request.replace(name.getKey(), name.getValue());
		}
		JsonNode expected = vector.at("/responses/0/decoded");
		Delivery answer = client(vector.at("/request_properties/app_id").asString(), host)
			.call(vector.get("routing_key").asString(), request.getBytes(StandardCharsets.UTF_8));
		JsonNode actual = Vectors.MAPPER.readTree(answer.getBody());
		if (expected.has("dataQueue")) {
			this.names.put(expected.get("dataQueue").asString(), actual.path("dataQueue").asString(""));
		}
		softly.assertThat(comparable(actual, host)).as(vector.get("name").asString()).isEqualTo(recorded(expected));
		softly.assertThat(answer.getProperties().getAppId()).isEqualTo("manager");
		softly.assertThat(answer.getProperties().getContentType()).isEqualTo("application/json");
		softly.assertThat(answer.getProperties().getDeliveryMode()).isEqualTo(1);
		softly.assertThat(answer.getProperties().getHeaders()).isEmpty();
	}

	private ForeignClient client(String token, VirtualHost host) {
		return this.clients.computeIfAbsent(token, (key) -> new ForeignClient(host, key));
	}

	private static JsonNode comparable(JsonNode answer, VirtualHost host) {
		return withoutChance(answer.toString()
			.replace(host.address(), "amqp://broker/")
			.replace("vhost '" + host.name() + "'", "vhost '/'"));
	}

	private static JsonNode recorded(JsonNode answer) {
		ObjectNode expected = answer.deepCopy().asObject();
		// Design documents of CouchDB are no metrics.
		for (String key : new String[] { "metrics", "metric_list" }) {
			if (expected.get(key) instanceof ArrayNode names) {
				List<JsonNode> metrics = new ArrayList<>(names.values());
				metrics.removeIf((name) -> name.asString().startsWith("_design/"));
				expected.putArray(key).addAll(metrics);
			}
		}
		return withoutChance(expected.toString().replace("amqp://127.0.0.1:5684/", "amqp://broker/"));
	}

	private static JsonNode withoutChance(String json) {
		return Vectors.MAPPER.readTree(json.replaceAll("[0-9a-f]{32}", "HEX")
			.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\+00:00", "DATE")
			// JavaScript, where the recording was stored, knows one kind of number.
			.replaceAll("(?<=\"rate\":)10\\.0", "10"));
	}

}
