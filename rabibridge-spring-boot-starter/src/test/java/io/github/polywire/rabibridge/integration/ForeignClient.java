package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;

/**
 * A client that is not ours, on the RabbitMQ library and the description of the wire
 * alone.
 */
final class ForeignClient implements AutoCloseable {

	static final int TIMEOUT_SECONDS = 30;

	private final Connection connection;

	private final Channel channel;

	private final String replyQueue = "amq_" + hex();

	private final AtomicInteger nextCorrelationId = new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 29));

	private final Map<String, CompletableFuture<ForeignReply>> pending = new ConcurrentHashMap<>();

	private final Map<Long, CompletableFuture<String>> unconfirmed = new ConcurrentSkipListMap<>();

	private final Map<String, CompletableFuture<String>> outcomes = new ConcurrentHashMap<>();

	private final Queue<ForeignReply> uncorrelated = new ConcurrentLinkedQueue<>();

	ForeignClient(LocalRabbit rabbit) throws Exception {
		this(rabbit, "/");
	}

	ForeignClient(LocalRabbit rabbit, String virtualHost) throws Exception {
		this.connection = connect(rabbit, virtualHost);
		this.channel = this.connection.createChannel();
		this.channel.confirmSelect();
		this.channel.basicQos(0);
		this.channel.exchangeDeclare("rpc", BuiltinExchangeType.DIRECT, true, false, Collections.emptyMap());
		this.channel.queueDeclare(this.replyQueue, false, true, false, Collections.emptyMap());
		this.channel.addReturnListener((returned) -> {
			CompletableFuture<String> outcome = this.outcomes.get(returned.getProperties().getMessageId());
			if (outcome != null) {
				outcome.complete(returned.getReplyText());
			}
		});
		this.channel.addConfirmListener((tag, multiple) -> settle(tag, multiple, "ack"),
				(tag, multiple) -> settle(tag, multiple, "nack"));
		this.channel.basicConsume(this.replyQueue, true, (tag, message) -> replied(message.getProperties(),
				message.getBody(), message.getEnvelope().getRoutingKey()), (tag) -> {
				});
	}

	static Connection connect(LocalRabbit rabbit, String virtualHost) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(rabbit.host());
		factory.setPort(rabbit.port());
		factory.setUsername(rabbit.username());
		factory.setPassword(rabbit.password());
		factory.setVirtualHost(virtualHost);
		factory.setAutomaticRecoveryEnabled(false);
		factory.setMaxInboundMessageBodySize(Integer.MAX_VALUE);
		return factory.newConnection();
	}

	static String hex() {
		return UUID.randomUUID().toString().replace("-", "");
	}

	private synchronized void settle(long tag, boolean multiple, String outcome) {
		this.unconfirmed.entrySet().removeIf((entry) -> {
			boolean settled = multiple ? entry.getKey() <= tag : entry.getKey() == tag;
			if (settled) {
				entry.getValue().complete(outcome);
			}
			return settled;
		});
	}

	private void replied(BasicProperties properties, byte[] body, String routingKey) {
		ForeignReply reply = new ForeignReply(properties, body, routingKey);
		CompletableFuture<ForeignReply> future = (properties.getCorrelationId() != null)
				? this.pending.remove(properties.getCorrelationId()) : null;
		if (future != null) {
			future.complete(reply);
		}
		else {
			this.uncorrelated.add(reply);
		}
	}

	Channel channel() {
		return this.channel;
	}

	Connection connection() {
		return this.connection;
	}

	String replyQueue() {
		return this.replyQueue;
	}

	/**
	 * Replies without a correlation id that somebody waits for.
	 */
	Queue<ForeignReply> uncorrelated() {
		return this.uncorrelated;
	}

	int pendingCount() {
		return this.pending.size();
	}

	/**
	 * Calls an async function with positional arguments.
	 */
	ForeignReply call(String function, Object... args) {
		return call("async_" + function, Arrays.asList(args), Collections.emptyMap());
	}

	ForeignReply call(String routingKey, List<?> args, Map<String, ?> kwargs) {
		return send(routingKey, ForeignBody.encode(Arrays.asList(args, kwargs))).join();
	}

	CompletableFuture<ForeignReply> send(String routingKey, byte[] body) {
		return send(routingKey, body, UnaryOperator.identity());
	}

	/**
	 * Sends a request and returns its future reply, which fails with what the broker says
	 * when it does not take the request.
	 */
	CompletableFuture<ForeignReply> send(String routingKey, byte[] body,
			UnaryOperator<BasicProperties.Builder> customizer) {
		BasicProperties properties = customizer
			.apply(properties(Integer.toString(this.nextCorrelationId.getAndIncrement())))
			.build();
		CompletableFuture<ForeignReply> reply = new CompletableFuture<ForeignReply>().orTimeout(TIMEOUT_SECONDS,
				TimeUnit.SECONDS);
		this.pending.put(properties.getCorrelationId(), reply);
		publish(routingKey, properties, body).thenAccept((outcome) -> {
			if (!outcome.equals("ack")) {
				this.pending.remove(properties.getCorrelationId());
				reply.completeExceptionally(new IOException(outcome));
			}
		});
		return reply;
	}

	BasicProperties.Builder properties(String correlationId) {
		return new BasicProperties.Builder().headers(Collections.emptyMap())
			.deliveryMode(1)
			.priority(0)
			.correlationId(correlationId)
			.replyTo(this.replyQueue)
			.messageId(hex());
	}

	/**
	 * Publishes a request, mandatory.
	 * @return the future outcome: {@code ack}, {@code nack} or the text of the return
	 */
	synchronized CompletableFuture<String> publish(String routingKey, BasicProperties properties, byte[] body) {
		CompletableFuture<String> outcome = new CompletableFuture<>();
		String messageId = properties.getMessageId();
		this.outcomes.put(messageId, outcome);
		this.unconfirmed.put(this.channel.getNextPublishSeqNo(), outcome);
		outcome.whenComplete((text, failure) -> this.outcomes.remove(messageId));
		try {
			this.channel.basicPublish("rpc", routingKey, true, false, properties, body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return outcome;
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
