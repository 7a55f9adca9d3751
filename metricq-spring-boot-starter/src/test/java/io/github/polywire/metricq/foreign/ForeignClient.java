package io.github.polywire.metricq.foreign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client as the wire page describes it, made of nothing of the starter's: connects,
 * asks the manager, and answers {@code config}.
 */
public class ForeignClient implements AutoCloseable {

	protected static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final long ANSWER_SECONDS = 30;

	private final VirtualHost host;

	private final String token;

	private final Connection management;

	private final Channel channel;

	private final Map<String, CompletableFuture<Delivery>> pending = new ConcurrentHashMap<>();

	private final List<JsonNode> configs = new CopyOnWriteArrayList<>();

	private volatile String configError;

	@SuppressWarnings("this-escape")
	public ForeignClient(VirtualHost host, String token) {
		this.host = host;
		this.token = token;
		this.management = host.connect("management connection " + token);
		try {
			this.channel = this.management.createChannel();
			this.channel.queueDeclare(token + "-rpc", false, true, false, null);
			this.channel.exchangeDeclarePassive("metricq.broadcast");
			this.channel.exchangeDeclarePassive("metricq.management");
			this.channel.queueBind(token + "-rpc", "metricq.broadcast", "#");
			this.channel.basicConsume(token + "-rpc", true, (tag, delivery) -> received(delivery), (tag) -> {
			});
		}
		catch (IOException ex) {
			throw new IllegalStateException("The client " + token + " cannot connect", ex);
		}
	}

	public String token() {
		return this.token;
	}

	protected VirtualHost host() {
		return this.host;
	}

	/** Asks the manager; arguments are JSON, as in <code>{"metrics": ["a"]}</code>. */
	public JsonNode rpc(String function, String arguments) {
		ObjectNode body = MAPPER.readTree(arguments).asObject();
		body.put("function", function);
		Delivery answer = call(function, MAPPER.writeValueAsBytes(body));
		JsonNode result = MAPPER.readTree(answer.getBody());
		if (result.has("error")) {
			throw new ForeignRpcException(result.get("error").asString());
		}
		return result;
	}

	/**
	 * Sends bytes to the manager as a request of this client, and waits for the answer.
	 */
	public Delivery call(String routingKey, byte[] body) {
		String correlationId = "foreign-rpc-" + this.token + "-" + UUID.randomUUID();
		CompletableFuture<Delivery> answer = new CompletableFuture<>();
		this.pending.put(correlationId, answer);
		publish("metricq.management", routingKey,
				properties().correlationId(correlationId).replyTo(this.token + "-rpc").build(), body);
		try {
			return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(
					"No answer to " + routingKey + " " + new String(body, StandardCharsets.UTF_8), ex);
		}
	}

	/** The properties of a request, with neither correlation id nor address. */
	public BasicProperties.Builder properties() {
		return new BasicProperties.Builder().contentType("application/json")
			.headers(Map.of())
			.deliveryMode(1)
			.priority(0)
			.messageId(UUID.randomUUID().toString().replace("-", ""))
			.appId(this.token);
	}

	public void publish(String exchange, String routingKey, BasicProperties properties, byte[] body) {
		try {
			synchronized (this.channel) {
				this.channel.basicPublish(exchange, routingKey, properties, body);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The configurations that were pushed, the last one last. */
	public List<JsonNode> pushedConfigs() {
		return this.configs;
	}

	/** Answers the next configurations with an error, or not if {@code null}. */
	public void refuseConfigs(String error) {
		this.configError = error;
	}

	/** Opens the connection that a registration led to. */
	protected Connection connect(String kind, String address) {
		try {
			ConnectionFactory factory = this.host.connectionFactory();
			String username = factory.getUsername();
			String password = factory.getPassword();
			if (address.startsWith("vhost:")) {
				factory.setVirtualHost(address.substring("vhost:".length()));
			}
			else {
				factory.setUri(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
				factory.setUsername(username);
				factory.setPassword(password);
			}
			return factory.newConnection(kind + " connection " + this.token);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Cannot connect to " + address, ex);
		}
	}

	private void received(Delivery delivery) {
		JsonNode body = MAPPER.readTree(delivery.getBody());
		if (!body.hasNonNull("function")) {
			CompletableFuture<Delivery> waiting = this.pending.remove(delivery.getProperties().getCorrelationId());
			if (waiting != null) {
				waiting.complete(delivery);
			}
			return;
		}
		ObjectNode arguments = body.asObject();
		String function = arguments.remove("function").asString();
		ObjectNode answer = MAPPER.createObjectNode();
		if (!function.equals("config")) {
			answer.put("error", "'Missing rpc handler for " + function + "'");
		}
		else {
			this.configs.add(arguments);
			if (this.configError != null) {
				answer.put("error", this.configError);
			}
		}
		publish("", delivery.getProperties().getReplyTo(),
				properties().correlationId(delivery.getProperties().getCorrelationId()).build(),
				MAPPER.writeValueAsBytes(answer));
	}

	@Override
	public void close() {
		this.management.abort(1000);
	}

}
