package io.github.polywire.rabibridge.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.BrokerSession;
import org.jspecify.annotations.Nullable;

/**
 * The consumer of a function's queue on one connection: a channel with its prefetch and
 * its acknowledgements.
 */
final class FunctionConsumer {

	private static final Duration ACK_DELAY = Duration.ofMillis(20);

	private final BrokerConnection connection;

	private final BrokerSession session;

	private final FunctionKey function;

	private final FunctionQueue queue;

	private final Channel channel;

	private final int maxBodySize;

	private final AckBatch acks;

	private final Callback callback;

	private volatile boolean flushPlanned;

	private volatile boolean cancelled;

	private volatile boolean givenUp;

	private volatile boolean queueGone;

	private @Nullable String tag;

	FunctionConsumer(BrokerConnection connection, BrokerSession session, FunctionKey function, FunctionQueue queue,
			int fetchSize, int maxBodySize, Callback callback) throws IOException {
		this.connection = connection;
		this.session = session;
		this.function = function;
		this.queue = queue;
		this.maxBodySize = maxBodySize;
		this.callback = callback;
		this.channel = session.openChannel();
		this.channel.basicQos(fetchSize, false);
		this.acks = new AckBatch(fetchSize, new ChannelSink());
		this.channel.addShutdownListener((cause) -> {
			if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
				callback.broken(this, BrokerFailures.describe(cause));
			}
		});
	}

	/**
	 * Consumes the queue and then binds it: calls that came before there was a consumer
	 * would be lost with the queue if the last other one went.
	 * @throws IOException if the broker refuses or is lost
	 */
	void start() throws IOException {
		this.tag = this.channel.basicConsume(this.queue.name(), false, new DefaultConsumer(this.channel) {

			@Override
			public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
				FunctionConsumer.this.acks.delivered(envelope.getDeliveryTag());
				FunctionConsumer.this.callback.delivered(new Delivery(FunctionConsumer.this,
						FunctionConsumer.this.function, envelope, properties, body, FunctionConsumer.this.maxBodySize));
			}

			@Override
			public void handleCancel(String consumerTag) {
				noteQueueGone();
				FunctionConsumer.this.callback.broken(FunctionConsumer.this, "the queue was deleted");
			}

		});
		this.queue.bind(this.channel);
	}

	/**
	 * Makes the queue reachable again after an attempt to retire that came to nothing.
	 */
	void bind() {
		try {
			this.queue.bind(this.channel);
		}
		catch (IOException | ShutdownSignalException ex) {
			// With the channel this consumer ends, and the next one binds.
		}
	}

	/**
	 * Takes no more calls.
	 * @throws IOException if the broker is lost
	 */
	void cancel() throws IOException {
		if (this.tag != null) {
			this.channel.basicCancel(this.tag);
		}
		this.cancelled = true;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Notes that the queue was deleted, so that nothing can go back to it.
	 */
	void noteQueueGone() {
		this.queueGone = true;
	}

	boolean isQueueGone() {
		return this.queueGone;
	}

	/**
	 * Whether what was not answered is left to other servers.
	 * @return {@code true} after {@link #giveUp()}
	 */
	boolean isGivenUp() {
		return this.givenUp;
	}

	/**
	 * Whether all deliveries are answered or rejected.
	 * @return {@code true} if none is left
	 */
	boolean isSettled() {
		return this.acks.isSettled();
	}

	BrokerSession session() {
		return this.session;
	}

	Channel channel() {
		return this.channel;
	}

	/**
	 * Acknowledges a delivery, now or together with others soon.
	 * @param delivery the delivery
	 */
	void acknowledge(Delivery delivery) {
		if (this.acks.answered(delivery.tag()) && !this.flushPlanned) {
			this.flushPlanned = true;
			this.connection.later(() -> {
				this.flushPlanned = false;
				this.acks.flush();
			}, ACK_DELAY);
		}
	}

	/**
	 * Rejects a delivery for good.
	 * @param delivery the delivery
	 */
	void reject(Delivery delivery) {
		this.acks.rejected(delivery.tag());
	}

	/**
	 * Gives up what was not answered; {@link #close()} tells the broker.
	 */
	void giveUp() {
		this.givenUp = true;
	}

	/**
	 * Closes the channel; what was not acknowledged goes back to the queue.
	 */
	void close() {
		this.acks.flush();
		this.session.awaitWritten();
		try {
			this.channel.close();
		}
		catch (IOException | TimeoutException | ShutdownSignalException ex) {
			// It was closed before, or its connection is.
		}
	}

	/**
	 * Sends on the consumer's channel.
	 */
	private final class ChannelSink implements AckBatch.Sink {

		@Override
		public void acknowledge(long deliveryTag, boolean multiple, boolean now) {
			FunctionConsumer.this.session.acknowledge(FunctionConsumer.this.channel, deliveryTag, multiple, now);
		}

		@Override
		public void reject(long deliveryTag) {
			FunctionConsumer.this.session.reject(FunctionConsumer.this.channel, deliveryTag);
		}

	}

	/**
	 * Is told what comes in, on the connection's thread, and must not block.
	 */
	interface Callback {

		void delivered(Delivery delivery);

		void broken(FunctionConsumer consumer, String reason);

	}

}
