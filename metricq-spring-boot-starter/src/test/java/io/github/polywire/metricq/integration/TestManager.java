package io.github.polywire.metricq.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.localbrokers.LocalRabbit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A manager as the wire page describes it, made of nothing of the starter's: what the
 * starter's clients misread, it does not misread the same way.
 */
public final class TestManager implements AutoCloseable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final Map<String, JsonNode> metadata = new ConcurrentHashMap<>();

	private final Map<String, JsonNode> configs = new ConcurrentHashMap<>();

	private final Connection connection;

	private final Channel channel;

	private volatile String dataServerAddress;

	public TestManager(LocalRabbit rabbit) throws Exception {
		this(connect(rabbit), "amqp://" + rabbit.address() + vhostPath(rabbit));
	}

	public TestManager(Connection connection, String dataServerAddress) throws Exception {
		this.connection = connection;
		this.dataServerAddress = dataServerAddress;
		this.channel = this.connection.createChannel();
		this.channel.exchangeDeclare("metricq.management", "topic", true);
		this.channel.exchangeDeclare("metricq.broadcast", "fanout", true);
		this.channel.exchangeDeclare("metricq.data", "topic", true);
		this.channel.exchangeDeclare("metricq.history", "topic", true);
		this.channel.queueDeclare("management", true, false, false, null);
		this.channel.queueBind("management", "metricq.management", "#");
		this.handlers.put("source.register", this::registerSource);
		this.handlers.put("source.declare_metrics", this::declareMetrics);
		this.handlers.put("sink.register", this::registerSink);
		this.handlers.put("sink.subscribe", this::subscribe);
		this.handlers.put("sink.unsubscribe", this::unsubscribe);
		this.handlers.put("sink.release", (request) -> MAPPER.createObjectNode());
		this.handlers.put("history.register", this::registerHistory);
		this.handlers.put("get_metrics", this::getMetrics);
		this.handlers.put("transformer.register", this::registerSource);
		this.handlers.put("transformer.declare_metrics", this::declareMetrics);
		this.handlers.put("transformer.subscribe", this::subscribeTransformer);
		this.handlers.put("db.register", this::registerDatabase);
		this.handlers.put("db.subscribe", this::subscribeDatabase);
		this.channel.basicConsume("management", true, (tag, delivery) -> answer(delivery), (tag) -> {
		});
	}

	public static Connection connect(LocalRabbit rabbit) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(rabbit.uri());
		factory.setAutomaticRecoveryEnabled(false);
		return factory.newConnection("test manager");
	}

	private static String vhostPath(LocalRabbit rabbit) {
		return rabbit.virtualHost().equals("/") ? "/" : "/" + rabbit.virtualHost();
	}

	/** Answers a function in another way. */
	public void on(String function, Handler handler) {
		this.handlers.put(function, handler);
	}

	public void configure(String token, String json) {
		this.configs.put(token, MAPPER.readTree(json));
	}

	public Map<String, JsonNode> configs() {
		return this.configs;
	}

	public void setDataServerAddress(String address) {
		this.dataServerAddress = address;
	}

	public String dataServerAddress() {
		return this.dataServerAddress;
	}

	public List<Request> requests(String function) {
		return this.requests.stream().filter((request) -> request.function().equals(function)).toList();
	}

	public Map<String, JsonNode> metadata() {
		return this.metadata;
	}

	public Channel openChannel() throws IOException {
		return this.connection.createChannel();
	}

	/** Asks something of a client, without waiting for the answer. */
	public void push(String token, String correlationId, String replyTo, String json) throws IOException {
		BasicProperties properties = new BasicProperties.Builder().contentType("application/json")
			.appId("manager")
			.correlationId(correlationId)
			.replyTo(replyTo)
			.build();
		synchronized (this.channel) {
			this.channel.basicPublish("", token + "-rpc", properties, json.getBytes(StandardCharsets.UTF_8));
		}
	}

	private void answer(Delivery delivery) throws IOException {
		ObjectNode body = MAPPER.readTree(delivery.getBody()).asObject();
		BasicProperties properties = delivery.getProperties();
		String function = body.remove("function").asString();
		Request request = new Request(function, properties, body);
		this.requests.add(request);
		ObjectNode answer;
		try {
			Handler handler = this.handlers.get(function);
			if (handler == null) {
				throw new IllegalArgumentException("'Missing rpc handler for " + function + "'");
			}
			answer = handler.handle(request);
		}
		catch (Exception ex) {
			answer = MAPPER.createObjectNode().put("error", ex.getMessage());
		}
		if (answer != null) {
			reply(properties, answer);
		}
	}

	public void reply(BasicProperties request, ObjectNode answer) throws IOException {
		BasicProperties properties = new BasicProperties.Builder().contentType("application/json")
			.appId("manager")
			.correlationId(request.getCorrelationId())
			.build();
		synchronized (this.channel) {
			this.channel.basicPublish("", request.getReplyTo(), properties, MAPPER.writeValueAsBytes(answer));
		}
	}

	public ObjectNode registerSource(Request request) {
		return located().put("dataExchange", "metricq.data").set("config", config(request));
	}

	public ObjectNode declareMetrics(Request request) {
		request.arguments().path("metrics").asObject().properties().forEach((metric) -> {
			ObjectNode stored = metric.getValue().deepCopy().asObject();
			stored.put("source", request.properties().getAppId());
			this.metadata.put(metric.getKey(), stored);
		});
		return MAPPER.createObjectNode();
	}

	public ObjectNode registerSink(Request request) {
		return located().set("config", config(request));
	}

	public ObjectNode subscribe(Request request) throws IOException {
		String token = request.properties().getAppId();
		JsonNode arguments = request.arguments();
		String queue = arguments.path("dataQueue")
			.asString(token + "-" + UUID.randomUUID().toString().replace("-", "") + "-data");
		Map<String, Object> queueArguments = new LinkedHashMap<>();
		queueArguments.put("x-expires", (int) (1000 * arguments.path("expires").asDouble(600)));
		ObjectNode metrics = MAPPER.createObjectNode();
		try (Channel temporary = this.connection.createChannel()) {
			try {
				temporary.queueDeclare(queue, false, false, true, queueArguments);
			}
			catch (IOException ex) {
				throw new IllegalStateException(
						((ShutdownSignalException) ex.getCause()).getReason().toString().contains("x-expires")
								? "PRECONDITION_FAILED - inequivalent arg 'x-expires' for queue '" + queue + "'"
								: ex.toString());
			}
			for (JsonNode metric : arguments.get("metrics")) {
				temporary.queueBind(queue, "metricq.data", metric.asString());
				metrics.set(metric.asString(), this.metadata.get(metric.asString()));
			}
		}
		catch (TimeoutException ex) {
			throw new IOException(ex);
		}
		return located().put("dataQueue", queue)
			.set("metrics", arguments.path("metadata").asBoolean(true) ? metrics : arguments.get("metrics"));
	}

	public ObjectNode unsubscribe(Request request) throws IOException {
		String queue = request.arguments().get("dataQueue").asString();
		try (Channel temporary = this.connection.createChannel()) {
			for (JsonNode metric : request.arguments().get("metrics")) {
				temporary.queueUnbind(queue, "metricq.data", metric.asString());
			}
			if (request.arguments().path("end").asBoolean(true)) {
				temporary.basicPublish("", queue, new BasicProperties.Builder().type("end").build(), new byte[0]);
			}
		}
		catch (TimeoutException ex) {
			throw new IOException(ex);
		}
		return located().put("dataQueue", queue).set("metrics", request.arguments().get("metrics"));
	}

	public ObjectNode registerHistory(Request request) throws IOException {
		String queue = request.properties().getAppId() + "-hrsp";
		try (Channel temporary = this.connection.createChannel()) {
			temporary.queueDeclare(queue, false, false, true, Map.of("x-expires", 600000));
		}
		catch (TimeoutException ex) {
			throw new IOException(ex);
		}
		return located().put("historyServerAddress", this.dataServerAddress)
			.put("historyExchange", "metricq.history")
			.put("historyQueue", queue);
	}

	public ObjectNode subscribeTransformer(Request request) throws IOException {
		ObjectNode metrics = MAPPER.createObjectNode();
		List<String> inputs = new ArrayList<>();
		request.arguments().get("metrics").forEach((metric) -> {
			inputs.add(metric.asString());
			metrics.set(metric.asString(), this.metadata.get(metric.asString()));
		});
		String queue = declareDurable(request.properties().getAppId() + "-data", "metricq.data", inputs);
		return located().put("dataQueue", queue).set("metrics", metrics);
	}

	public ObjectNode registerDatabase(Request request) throws IOException {
		String token = request.properties().getAppId();
		JsonNode config = config(request);
		return located().put("dataQueue", declareDurable(token + "-data", "metricq.data", List.of()))
			.put("dataExchange", "metricq.data")
			.put("historyQueue", declareDurable(token + "-hreq", "metricq.history", List.of()))
			.set("config", config);
	}

	public ObjectNode subscribeDatabase(Request request) throws IOException {
		String token = request.properties().getAppId();
		List<String> names = new ArrayList<>();
		List<String> inputs = new ArrayList<>();
		ObjectNode metrics = MAPPER.createObjectNode();
		request.arguments().get("metrics").forEach((metric) -> {
			names.add(metric.isString() ? metric.asString() : metric.get("name").asString());
			inputs.add(metric.isString() ? metric.asString() : metric.get("input").asString());
		});
		names.forEach((name) -> metrics.putObject(name).put("historic", true));
		return located().put("dataQueue", declareDurable(token + "-data", "metricq.data", inputs))
			.put("historyQueue", declareDurable(token + "-hreq", "metricq.history", names))
			.set("metrics", metrics);
	}

	private String declareDurable(String queue, String exchange, List<String> metrics) throws IOException {
		try (Channel temporary = this.connection.createChannel()) {
			temporary.queueDeclare(queue, true, false, false, Map.of());
			for (String metric : metrics) {
				temporary.queueBind(queue, exchange, metric);
			}
		}
		catch (TimeoutException ex) {
			throw new IOException(ex);
		}
		return queue;
	}

	public ObjectNode getMetrics(Request request) {
		JsonNode selector = request.arguments().path("selector");
		Pattern pattern = Pattern.compile(selector.isString() ? selector.asString() : "");
		List<String> names = this.metadata.keySet()
			.stream()
			.sorted()
			.filter((name) -> selector.isArray() ? selector.valueStream().anyMatch((it) -> it.asString().equals(name))
					: pattern.matcher(name).find())
			.toList();
		ObjectNode answer = MAPPER.createObjectNode();
		if (request.arguments().path("format").asString("array").equals("array")) {
			names.forEach(answer.putArray("metrics")::add);
		}
		else {
			ObjectNode metrics = answer.putObject("metrics");
			names.forEach((name) -> metrics.set(name, this.metadata.get(name)));
		}
		return answer;
	}

	private ObjectNode located() {
		return MAPPER.createObjectNode().put("dataServerAddress", this.dataServerAddress);
	}

	private JsonNode config(Request request) {
		String token = request.properties().getAppId();
		JsonNode config = this.configs.get(token);
		if (config == null) {
			throw new IllegalArgumentException("'Document " + token + " was not found'");
		}
		return config;
	}

	@Override
	public void close() {
		this.connection.abort();
	}

	/** What a client asked. */
	public record Request(String function, BasicProperties properties, JsonNode arguments) {

		public boolean is(String token) {
			return token.equals(this.properties.getAppId());
		}

	}

	/** Answers a function; {@code null} does not answer. */
	@FunctionalInterface
	public interface Handler {

		ObjectNode handle(Request request) throws Exception;

	}

}
