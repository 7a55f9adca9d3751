package io.github.polywire.metricq.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqDrain;
import io.github.polywire.metricq.MetricqFutures;
import io.github.polywire.metricq.MetricqSubscription;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * Reads a queue up to its end message.
 */
final class QueueDrain implements MetricqDrain {

	private static final Log logger = LogFactory.getLog(QueueDrain.class);

	private final RateLimitedLog malformedLog = new RateLimitedLog(logger);

	private final Subscriptions subscriptions;

	private final MetricqSubscription subscription;

	private final int acknowledgeEach;

	private final Duration timeout;

	private final Channel channel;

	private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

	private long read;

	private int unacknowledged;

	private boolean ended;

	private boolean closed;

	QueueDrain(Subscriptions subscriptions, MetricqSubscription subscription, int prefetch) {
		this.subscriptions = subscriptions;
		this.subscription = subscription;
		this.acknowledgeEach = Math.max(1, prefetch / 4);
		this.timeout = subscriptions.agent().settings().rpcTimeout();
		this.channel = open(prefetch);
	}

	private Channel open(int prefetch) {
		BrokerConnection connection = this.subscriptions.connect(this.subscription.dataServerAddress());
		CompletableFuture<BrokerSession> opened = new CompletableFuture<>();
		BrokerConnection.Listener listener = opened::complete;
		connection.addListener(listener);
		try {
			BrokerSession session = MetricqFutures
				.await(opened.orTimeout(this.timeout.toMillis(), TimeUnit.MILLISECONDS).exceptionally((failure) -> {
					throw new MetricqTimeoutException("The " + connection.name() + " to " + connection.address()
							+ " was not open within " + this.timeout.toMillis() + " ms: see to the broker");
				}));
			Channel added = session.openChannel();
			added.basicQos(prefetch);
			added.basicConsume(this.subscription.dataQueue(), false, new DrainConsumer(added));
			return added;
		}
		catch (IOException | AlreadyClosedException ex) {
			throw new MetricqConnectionException("The queue '" + this.subscription.dataQueue()
					+ "' cannot be drained: it may have expired, or the connection was lost", ex);
		}
		finally {
			connection.removeListener(listener);
		}
	}

	@Override
	public @Nullable MetricChunk nextChunk() {
		while (!this.ended) {
			Item item = await();
			if (item.failure() != null) {
				throw new MetricqConnectionException("The queue '" + this.subscription.dataQueue()
						+ "' was lost while it was drained, and what was not read with it", item.failure());
			}
			Delivery delivery = item.delivery();
			if (delivery != null) {
				this.read = delivery.getEnvelope().getDeliveryTag();
				this.unacknowledged++;
				MetricChunk chunk = decode(delivery);
				if (chunk != null) {
					acknowledge(this.acknowledgeEach);
					return chunk;
				}
			}
		}
		return null;
	}

	private Item await() {
		if (this.closed) {
			throw new IllegalStateException("The drain is closed");
		}
		try {
			Item item = this.items.poll(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			if (item != null) {
				return item;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MetricqConnectionException("The thread was interrupted while it drained a queue", ex);
		}
		throw new MetricqTimeoutException(
				"Neither a point nor the end came in the queue '" + this.subscription.dataQueue() + "' within "
						+ this.timeout.toMillis() + " ms: somebody else may have drained it");
	}

	// The chunk, or null if it is the end or holds no points.
	private @Nullable MetricChunk decode(Delivery delivery) {
		if (MetricqNames.END_TYPE.equals(delivery.getProperties().getType())) {
			this.ended = true;
			acknowledge(1);
			return null;
		}
		try {
			MetricChunk chunk = ChunkCodec.decode(delivery.getEnvelope().getRoutingKey(), delivery.getBody()).chunk();
			return (chunk.size() > 0) ? chunk : null;
		}
		catch (WireFormatException ex) {
			this.malformedLog.warn(() -> "A message in a drained queue was left out: " + ex.getMessage());
			return null;
		}
	}

	private void acknowledge(int least) {
		if (this.unacknowledged >= least) {
			this.unacknowledged = 0;
			try {
				this.channel.basicAck(this.read, true);
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("The channel was lost before chunks were acknowledged", ex);
			}
		}
	}

	@Override
	public Iterator<DataPoint> iterator() {
		return new Points();
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		acknowledge(1);
		RabbitUtils.closeChannel(this.channel);
		this.subscriptions.release(this.subscription.dataQueue()).whenComplete((answer, failure) -> {
			if (failure != null) {
				logger.debug("The queue '" + this.subscription.dataQueue() + "' could not be released", failure);
			}
		});
	}

	/**
	 * What came: a message or the end of the channel.
	 */
	private record Item(@Nullable Delivery delivery, @Nullable Throwable failure) {
	}

	private final class Points implements Iterator<DataPoint> {

		private @Nullable MetricChunk chunk;

		private int index;

		@Override
		public boolean hasNext() {
			if (this.chunk == null || this.index >= this.chunk.size()) {
				this.chunk = nextChunk();
				this.index = 0;
			}
			return this.chunk != null;
		}

		@Override
		public DataPoint next() {
			if (!hasNext() || this.chunk == null) {
				throw new NoSuchElementException("The queue is drained");
			}
			return this.chunk.point(this.index++);
		}

	}

	/**
	 * Takes messages on the connection's thread; how many is bounded by the prefetch.
	 */
	private final class DrainConsumer extends DefaultConsumer {

		private DrainConsumer(Channel channel) {
			super(channel);
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
			QueueDrain.this.items.add(new Item(new Delivery(envelope, properties, body), null));
		}

		@Override
		public void handleCancel(String consumerTag) {
			QueueDrain.this.items.add(new Item(null, new IOException("The queue was deleted")));
		}

		@Override
		public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
			QueueDrain.this.items.add(new Item(null, signal));
		}

	}

}
