package io.github.polywire.metricq.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.polywire.metricq.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientQueuesTests {

	@ParameterizedTest(name = "{0}")
	@MethodSource("declarations")
	void declaresAsTheOriginal(String name, JsonNode declaration) {
		String token = token(name);
		ClientQueues queues = new ClientQueues(token, config(token));
		QueueDeclaration queue;
		if (name.endsWith("-hrsp")) {
			queue = queues.historyResponse();
		}
		else if (name.endsWith("-hreq")) {
			queue = queues.historyRequest();
		}
		else if (declaration.get("durable").asBoolean()) {
			queue = queues.durableData();
		}
		else {
			double seconds = declaration.at("/arguments/x-expires").asDouble() / 1000;
			queue = queues.sinkData(null, Vectors.MAPPER.getNodeFactory().numberNode(seconds));
		}
		assertThat(withoutChance(queue.name())).isEqualTo(withoutChance(name));
		assertThat(queue.durable()).isEqualTo(declaration.get("durable").asBoolean())
			.isNotEqualTo(declaration.get("auto_delete").asBoolean());
		assertThat(texts(queue.arguments()))
			.isEqualTo(texts(Vectors.MAPPER.convertValue(declaration.get("arguments"), new TypeReference<>() {
			})));
	}

	static Stream<Object[]> declarations() {
		return Vectors.read("declarations")
			.stream()
			.filter((vector) -> vector.get("name").asString().equals("Queue.Declare")
					&& vector.get("description").asString().equals("manager data connection")
					&& !vector.at("/decoded/passive").asBoolean())
			.map((vector) -> new Object[] { vector.at("/decoded/queue").asString(), vector.get("decoded") });
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"x-metricq": {"hreq-message-ttl": 0.25}}                  | x-message-ttl=250
			{"message_ttl": 1, "x-metricq": {"hreq-message-ttl": 2}}   | x-message-ttl=1000
			{"x-metricq": {"hreq-message-ttl": -1}}                    | ''
			{"x-metricq": {"hreq-message-ttl": "soon"}}                | ''
			{"x-metricq": {"data-message-ttl": 5}}                     | ''
			{"x-metricq": {"hreq-queue-type": "classic"}}              | ''
			{"x-metricq": 5}                                           | ''
			""")
	void readsTheConfigurationOfARole(String config, String expected) {
		QueueDeclaration queue = new ClientQueues("db-lab", Vectors.MAPPER.readTree(config).asObject())
			.historyRequest();
		assertThat(queue.name()).isEqualTo("db-lab-hreq");
		assertThat(texts(queue.arguments()).toString()).isEqualTo("{" + expected + "}");
	}

	@Test
	void limitsTheMemoryOfQuorumQueues() {
		ObjectNode config = Vectors.MAPPER
			.readTree("{\"x-metricq\": {\"data-queue-type\": \"quorum\", \"data-message-ttl\": 5,"
					+ " \"data-max-in-memory-length\": 10, \"data-max-in-memory-bytes\": -1}}")
			.asObject();
		QueueDeclaration queue = new ClientQueues("db-lab", config).durableData();
		assertThat(queue.name()).isEqualTo("db-lab-quorum-data");
		assertThat(texts(queue.arguments()))
			.isEqualTo(Map.of("x-queue-type", "quorum", "x-max-in-memory-length", "10"));
	}

	@Test
	void keepsHistoryResponsesAsLongAsConfigured() {
		ObjectNode config = Vectors.MAPPER.readTree("{\"x-metricq\": {\"hrsp-queue-ttl\": 30}}").asObject();
		assertThat(texts(new ClientQueues("history-lab", config).historyResponse().arguments()))
			.isEqualTo(Map.of("x-expires", "30000"));
	}

	@Test
	void refusesATypeThatIsNone() {
		ObjectNode config = Vectors.MAPPER.readTree("{\"x-metricq\": {\"data-queue-type\": \"stream\"}}").asObject();
		assertThatExceptionOfType(ManagerException.class)
			.isThrownBy(() -> new ClientQueues("db-lab", config).durableData())
			.withMessageContaining("Invalid queue type 'stream'")
			.withMessageContaining("db-lab");
	}

	private static String token(String queue) {
		return withoutChance(queue).replaceFirst("(-HEX)?-(data|hreq|hrsp)$", "").replace("-quorum-quorum", "-quorum");
	}

	// What the recorded manager had for the client.
	private static ObjectNode config(String token) {
		if (token.equals("db-legacy")) {
			return Vectors.MAPPER.createObjectNode().put("message_ttl", 5);
		}
		return Vectors.read("rpc")
			.stream()
			.filter((vector) -> vector.at("/request_properties/app_id").asString().equals(token)
					&& vector.at("/responses/0/decoded/config").isObject())
			.findFirst()
			.map((vector) -> vector.at("/responses/0/decoded/config").asObject())
			.orElse(null);
	}

	private static Map<String, String> texts(Map<String, Object> arguments) {
		Map<String, String> texts = new TreeMap<>();
		arguments.forEach((name, value) -> texts.put(name, value.toString()));
		return texts;
	}

	private static String withoutChance(String name) {
		return name.replaceAll("[0-9a-f]{32}", "HEX");
	}

}
