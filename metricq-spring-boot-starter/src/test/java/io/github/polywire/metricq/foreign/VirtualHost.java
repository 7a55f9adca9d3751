package io.github.polywire.metricq.foreign;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A virtual host of its own, because the names of a MetricQ network are fixed: tests on
 * one broker do not meet.
 */
public final class VirtualHost implements AutoCloseable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final LocalRabbit rabbit;

	private final String name;

	private VirtualHost(LocalRabbit rabbit, String name) {
		this.rabbit = rabbit;
		this.name = name;
	}

	/** Creates a virtual host on a broker. */
	public static VirtualHost create(LocalRabbit rabbit) {
		String name = "metricq-" + UUID.randomUUID();
		rabbit.ctl("add_vhost", name);
		rabbit.ctl("set_permissions", "-p", name, rabbit.username(), ".*", ".*", ".*");
		return new VirtualHost(rabbit, name);
	}

	/** The virtual host that a broker has from the start. */
	public static VirtualHost standard(LocalRabbit rabbit) {
		return new VirtualHost(rabbit, rabbit.virtualHost());
	}

	public LocalRabbit rabbit() {
		return this.rabbit;
	}

	public String name() {
		return this.name;
	}

	/** What a client is configured with. */
	public String uri() {
		String userInfo = this.rabbit.username() + ":" + this.rabbit.password() + "@";
		return address().replace("amqp://", "amqp://" + userInfo);
	}

	/** What a manager tells its clients: without credentials. */
	public String address() {
		URI broker = URI.create(this.rabbit.uri());
		return "amqp://" + broker.getHost() + ":" + broker.getPort() + "/" + (this.name.equals("/") ? "" : this.name);
	}

	public ConnectionFactory connectionFactory() {
		try {
			ConnectionFactory factory = new ConnectionFactory();
			factory.setUri(this.rabbit.uri());
			factory.setVirtualHost(this.name);
			factory.setAutomaticRecoveryEnabled(false);
			return factory;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public Connection connect(String connectionName) {
		try {
			return connectionFactory().newConnection(connectionName);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot connect " + connectionName, ex);
		}
	}

	/** The rows of {@code rabbitmqctl list_...} in this virtual host. */
	public List<JsonNode> list(String what, String... columns) {
		List<String> command = new ArrayList<>(List.of("--quiet", what, "-p", this.name));
		command.addAll(List.of(columns));
		command.add("--formatter=json");
		String json = this.rabbit.ctl(command.toArray(String[]::new));
		return new ArrayList<>(MAPPER.readTree(json.substring(json.indexOf('['))).asArray().values());
	}

	/** The queues by name, with the columns asked for. */
	public Map<String, JsonNode> queues(String... columns) {
		List<String> all = new ArrayList<>(List.of("name"));
		all.addAll(List.of(columns));
		return list("list_queues", all.toArray(String[]::new)).stream()
			.collect(Collectors.toMap((row) -> row.get("name").asString(), (row) -> row));
	}

	/** Which routing keys lead from an exchange to a queue. */
	public List<String> bindings(String exchange, String queue) {
		return list("list_bindings", "source_name", "destination_name", "routing_key").stream()
			.filter((row) -> row.get("source_name").asString().equals(exchange)
					&& row.get("destination_name").asString().equals(queue))
			.map((row) -> row.get("routing_key").asString())
			.sorted()
			.toList();
	}

	@Override
	public void close() {
		this.rabbit.ctl("delete_vhost", this.name);
	}

}
