package io.github.polywire.metricq.foreign;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import tools.jackson.databind.JsonNode;

/**
 * A history client: registers, asks databases.
 */
public final class ForeignHistoryClient extends ForeignClient {

	public static final int AGGREGATE_TIMELINE = 0;

	public static final int AGGREGATE = 1;

	public static final int LAST_VALUE = 2;

	public static final int FLEX_TIMELINE = 3;

	private final JsonNode registration;

	private final Connection history;

	private final Channel channel;

	private final Map<String, CompletableFuture<Delivery>> pending = new ConcurrentHashMap<>();

	public ForeignHistoryClient(VirtualHost host, String token) {
		super(host, token);
		this.registration = rpc("history.register", "{}");
		this.history = connect("history", this.registration.get("dataServerAddress").asString());
		try {
			this.channel = this.history.createChannel();
			this.channel.exchangeDeclarePassive(this.registration.get("historyExchange").asString());
			String queue = this.registration.get("historyQueue").asString();
			this.channel.queueDeclarePassive(queue);
			this.channel.basicConsume(queue, false, (tag, delivery) -> received(delivery), (tag) -> {
			});
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public JsonNode registration() {
		return this.registration;
	}

	/** Asks, and waits for the answer. */
	public ForeignProtobuf.Response request(String metric, long start, long end, long intervalMax, int type) {
		byte[] body = ForeignProtobuf.historyRequest(start, end, intervalMax, type);
		return ForeignProtobuf.readHistoryResponse(await(send(metric, body)).getBody());
	}

	/** Sends bytes as a request. */
	public CompletableFuture<Delivery> send(String metric, byte[] body) {
		String correlationId = "mq-history-foreign-" + UUID.randomUUID();
		CompletableFuture<Delivery> answer = new CompletableFuture<>();
		this.pending.put(correlationId, answer);
		BasicProperties properties = new BasicProperties.Builder().headers(Map.of())
			.deliveryMode(1)
			.priority(0)
			.correlationId(correlationId)
			.replyTo(this.registration.get("historyQueue").asString())
			.build();
		publish(metric, properties, body);
		return answer;
	}

	public void publish(String metric, BasicProperties properties, byte[] body) {
		try {
			synchronized (this.channel) {
				this.channel.basicPublish(this.registration.get("historyExchange").asString(), metric, properties,
						body);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static Delivery await(CompletableFuture<Delivery> answer) {
		try {
			return answer.get(30, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("No answer from a database", ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void received(Delivery delivery) throws IOException {
		CompletableFuture<Delivery> answer = this.pending.remove(delivery.getProperties().getCorrelationId());
		if (answer != null) {
			answer.complete(delivery);
		}
		this.channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
	}

	@Override
	public void close() {
		this.history.abort(1000);
		super.close();
	}

}
