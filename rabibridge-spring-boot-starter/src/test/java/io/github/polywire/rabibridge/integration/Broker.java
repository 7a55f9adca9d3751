package io.github.polywire.rabibridge.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.polywire.localbrokers.LocalRabbit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the broker itself what it has.
 */
final class Broker {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Broker() {
	}

	/**
	 * Runs a command that lists something, as {@code rabbitmqctl list_queues name}.
	 * @return the rows, by what identifies them
	 */
	static List<JsonNode> list(LocalRabbit rabbit, String... command) {
		List<String> line = new ArrayList<>(List.of(command));
		line.add("--formatter=json");
		line.add("--quiet");
		String json = rabbit.ctl(line.toArray(String[]::new));
		return new ArrayList<>(MAPPER.readTree(json.substring(json.indexOf('['))).asArray().values());
	}

	static Map<String, JsonNode> queues(LocalRabbit rabbit, String... columns) {
		List<String> command = new ArrayList<>(List.of("list_queues", "name"));
		command.addAll(List.of(columns));
		return list(rabbit, command.toArray(String[]::new)).stream()
			.collect(Collectors.toMap((row) -> row.get("name").asString(), (row) -> row));
	}

	static int unacknowledged(LocalRabbit rabbit, String queue) {
		JsonNode row = queues(rabbit, "messages").get(queue);
		return (row != null) ? row.get("messages").asInt() : 0;
	}

}
