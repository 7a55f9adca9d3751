package io.github.polywire.metricq.network;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * The manager's channel: requests come in, answers and configurations go out. Opened on
 * one thread, then used by one other.
 */
final class ManagerChannel {

	private static final int RESOURCE_LOCKED = 405;

	private static final int PREFETCH = 100;

	private static final String MANAGER_RPC_QUEUE = MetricqNames.rpcQueue(MetricqNames.MANAGER_TOKEN);

	private final Channel channel;

	private ManagerChannel(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Declares what a manager has, and opens a channel.
	 * @param session the management connection
	 * @return the channel, which consumes nothing yet
	 * @throws OtherManagerException if there is a manager on the broker
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	static ManagerChannel open(BrokerSession session) throws IOException {
		Channel channel = session.openChannel();
		try {
			// First, because only one manager can have it.
			channel.queueDeclare(MANAGER_RPC_QUEUE, false, true, false, null);
		}
		catch (IOException ex) {
			if (ex.getCause() instanceof ShutdownSignalException signal
					&& signal.getReason() instanceof AMQP.Channel.Close close
					&& close.getReplyCode() == RESOURCE_LOCKED) {
				throw new OtherManagerException(ex);
			}
			throw ex;
		}
		channel.queueDeclare(MetricqNames.MANAGEMENT_QUEUE, true, false, false, null);
		channel.exchangeDeclare(MetricqNames.MANAGEMENT_EXCHANGE, BuiltinExchangeType.TOPIC, true);
		channel.exchangeDeclare(MetricqNames.BROADCAST_EXCHANGE, BuiltinExchangeType.FANOUT, true);
		channel.queueBind(MetricqNames.MANAGEMENT_QUEUE, MetricqNames.MANAGEMENT_EXCHANGE, MetricqNames.ALL);
		channel.basicQos(PREFETCH);
		return new ManagerChannel(channel);
	}

	/**
	 * Begins to consume. The callbacks run on the connection's thread and must not block.
	 * @param requests takes requests, each to be settled
	 * @param answers takes answers of clients
	 * @param unroutable takes the correlation ids of requests to clients that are not
	 * there
	 * @param closed is told when the channel is closed by the broker or with its
	 * connection
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	void consume(Consumer<Delivery> requests, Consumer<Delivery> answers, Consumer<@Nullable String> unroutable,
			Runnable closed) throws IOException {
		this.channel.addReturnListener((returned) -> unroutable.accept(returned.getProperties().getCorrelationId()));
		this.channel.basicConsume(MANAGER_RPC_QUEUE, true, (tag, delivery) -> answers.accept(delivery), (tag) -> {
		});
		this.channel.basicConsume(MetricqNames.MANAGEMENT_QUEUE, false, (tag, delivery) -> requests.accept(delivery),
				(tag) -> closed.run());
		this.channel.addShutdownListener((cause) -> {
			if (!cause.isInitiatedByApplication()) {
				closed.run();
			}
		});
	}

	void accept(Delivery request) throws IOException {
		this.channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
	}

	void reject(Delivery request, boolean requeue) throws IOException {
		this.channel.basicReject(request.getEnvelope().getDeliveryTag(), requeue);
	}

	void answer(String replyTo, @Nullable String correlationId, byte[] body) throws IOException {
		this.channel.basicPublish("", replyTo, properties().correlationId(correlationId).build(), body);
	}

	void ask(String token, String correlationId, byte[] body) throws IOException {
		this.channel.basicPublish("", MetricqNames.rpcQueue(token), true,
				properties().correlationId(correlationId).replyTo(MANAGER_RPC_QUEUE).build(), body);
	}

	void close() {
		RabbitUtils.closeChannel(this.channel);
	}

	private static BasicProperties.Builder properties() {
		return new BasicProperties.Builder().contentType(MetricqNames.JSON)
			.headers(Map.of())
			.deliveryMode(1)
			.priority(0)
			.messageId(UUID.randomUUID().toString().replace("-", ""))
			.appId(MetricqNames.MANAGER_TOKEN);
	}

}
