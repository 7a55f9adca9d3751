package io.github.polywire.metricq.foreign;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import tools.jackson.databind.JsonNode;

/**
 * A database: registers, subscribes, notes chunks, and answers requests as it is told to.
 */
public final class ForeignDatabase extends ForeignClient {

	private final JsonNode registration;

	private final Map<String, List<ForeignProtobuf.Point>> points = new ConcurrentHashMap<>();

	private final List<ForeignProtobuf.Request> requests = new CopyOnWriteArrayList<>();

	private final BiFunction<String, ForeignProtobuf.Request, byte[]> answers;

	private Connection data;

	/** Answers with bytes, or not at all where they are {@code null}. */
	public ForeignDatabase(VirtualHost host, String token,
			BiFunction<String, ForeignProtobuf.Request, byte[]> answers) {
		super(host, token);
		this.answers = answers;
		this.registration = rpc("db.register", "{}");
	}

	public JsonNode registration() {
		return this.registration;
	}

	/**
	 * Subscribes and consumes; metrics as in
	 * <code>["a", {"name": "b", "input": "c"}]</code>.
	 */
	public JsonNode subscribe(String metrics) {
		JsonNode answer = rpc("db.subscribe", "{\"metrics\": " + metrics + "}");
		try {
			this.data = connect("data", answer.get("dataServerAddress").asString());
			Channel channel = this.data.createChannel();
			channel.basicQos(400);
			channel.basicConsume(answer.get("dataQueue").asString(), false,
					(tag, delivery) -> receivedChunk(channel, delivery), (tag) -> {
					});
			channel.basicConsume(answer.get("historyQueue").asString(), false,
					(tag, delivery) -> receivedRequest(channel, delivery), (tag) -> {
					});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return answer;
	}

	public List<ForeignProtobuf.Point> points(String metric) {
		return this.points.getOrDefault(metric, List.of());
	}

	public List<ForeignProtobuf.Request> requests() {
		return this.requests;
	}

	private void receivedChunk(Channel channel, Delivery delivery) throws IOException {
		this.points.computeIfAbsent(delivery.getEnvelope().getRoutingKey(), (key) -> new CopyOnWriteArrayList<>())
			.addAll(ForeignProtobuf.readChunk(delivery.getBody()));
		channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
	}

	private void receivedRequest(Channel channel, Delivery delivery) throws IOException {
		ForeignProtobuf.Request request = ForeignProtobuf.readHistoryRequest(delivery.getBody());
		this.requests.add(request);
		byte[] answer = this.answers.apply(delivery.getEnvelope().getRoutingKey(), request);
		if (answer != null) {
			BasicProperties properties = new BasicProperties.Builder().contentType("application/json")
				.appId(token())
				.correlationId(delivery.getProperties().getCorrelationId())
				.headers(Map.of("x-request-duration", "0.000123"))
				.build();
			channel.basicPublish("", delivery.getProperties().getReplyTo(), properties, answer);
		}
		channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
	}

	@Override
	public void close() {
		if (this.data != null) {
			this.data.abort(1000);
		}
		super.close();
	}

}
