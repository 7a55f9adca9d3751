package io.github.polywire.metricq.network;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * Queues and bindings of the network on the broker that carries its data. Each operation
 * has a channel of its own, because the broker closes the channel of one that fails.
 */
final class NetworkTopology {

	private static final long CONFIRM_TIMEOUT_MILLIS = 10_000;

	private volatile @Nullable BrokerSession session;

	/**
	 * Declares the exchanges on a connection and uses it from now on.
	 * @param opened the connection
	 * @throws IOException if the broker refuses, or the connection is lost
	 */
	void attach(BrokerSession opened) throws IOException {
		Channel channel = opened.openChannel();
		channel.exchangeDeclare(MetricqNames.DATA_EXCHANGE, BuiltinExchangeType.TOPIC, true);
		channel.exchangeDeclare(MetricqNames.HISTORY_EXCHANGE, BuiltinExchangeType.TOPIC, true);
		RabbitUtils.closeChannel(channel);
		this.session = opened;
	}

	void detach() {
		this.session = null;
	}

	/**
	 * Declares a queue and binds it, to what it is already bound, too.
	 * @param queue the queue
	 * @param exchange the exchange
	 * @param routingKeys what to bind to
	 * @throws ManagerException if the broker refuses
	 * @throws MetricqConnectionException if the broker is lost
	 */
	void declareAndBind(QueueDeclaration queue, String exchange, Collection<String> routingKeys) {
		withChannel((channel) -> {
			channel.queueDeclare(queue.name(), queue.durable(), false, !queue.durable(), queue.arguments());
			for (String routingKey : routingKeys) {
				channel.queueBind(queue.name(), exchange, routingKey);
			}
		});
	}

	/**
	 * Unbinds a queue of chunks.
	 * @param queue the queue's name
	 * @param metrics what to unbind
	 * @param end whether to put the end message on the queue then
	 * @throws ManagerException if the broker refuses
	 * @throws MetricqConnectionException if the broker is lost
	 */
	void unbind(String queue, List<String> metrics, boolean end) {
		withChannel((channel) -> {
			channel.queueDeclarePassive(queue);
			for (String metric : metrics) {
				channel.queueUnbind(queue, MetricqNames.DATA_EXCHANGE, metric);
			}
			if (end) {
				channel.confirmSelect();
				channel.basicPublish("", queue, true,
						new BasicProperties.Builder().headers(Map.of())
							.type(MetricqNames.END_TYPE)
							.deliveryMode(1)
							.priority(0)
							.build(),
						new byte[0]);
				channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MILLIS);
			}
		});
	}

	private void withChannel(ChannelCallback callback) {
		BrokerSession current = this.session;
		if (current == null) {
			throw new MetricqConnectionException("The manager has no connection for data at present", null);
		}
		Channel channel = null;
		try {
			channel = current.openChannel();
			callback.run(channel);
		}
		catch (IOException | AlreadyClosedException | TimeoutException ex) {
			throw refusal(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MetricqConnectionException("The manager is being stopped", ex);
		}
		finally {
			RabbitUtils.closeChannel(channel);
		}
	}

	private static RuntimeException refusal(Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ShutdownSignalException signal
					&& signal.getReason() instanceof AMQP.Channel.Close close) {
				return new ManagerException(close.getReplyText(), failure);
			}
		}
		return new MetricqConnectionException("The manager lost its connection for data", failure);
	}

	/** What is done on a channel. */
	private interface ChannelCallback {

		void run(Channel channel) throws IOException, InterruptedException, TimeoutException;

	}

}
