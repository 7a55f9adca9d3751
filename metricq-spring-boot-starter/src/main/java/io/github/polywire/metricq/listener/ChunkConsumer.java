package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Takes chunks from one channel, on the connection's thread, and settles them.
 */
final class ChunkConsumer extends DefaultConsumer {

	private static final Log logger = LogFactory.getLog(ChunkConsumer.class);

	private final Receiver receiver;

	private final AckWindow acknowledgements;

	private final AtomicBoolean ended = new AtomicBoolean();

	ChunkConsumer(Channel channel, int prefetch, Receiver receiver) {
		super(channel);
		this.receiver = receiver;
		this.acknowledgements = new AckWindow(prefetch, new AckWindow.Sink() {

			@Override
			public void acknowledge(long tag) throws IOException {
				channel.basicAck(tag, true);
			}

			@Override
			public void reject(long tag, boolean requeue) throws IOException {
				channel.basicReject(tag, requeue);
			}

		});
	}

	@Override
	public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
		long tag = envelope.getDeliveryTag();
		this.acknowledgements.delivered(tag);
		if (MetricqNames.END_TYPE.equals(properties.getType())) {
			done(tag);
			return;
		}
		ChunkCodec.DecodedChunk decoded;
		try {
			this.receiver.checkSize(envelope.getRoutingKey(), body);
			decoded = ChunkCodec.decode(envelope.getRoutingKey(), body);
		}
		catch (WireFormatException ex) {
			reject(tag, false);
			this.receiver.malformed(ex);
			return;
		}
		if (decoded.chunk().size() == 0) {
			done(tag);
			return;
		}
		this.receiver.received(new DeliveredChunk(this, tag, envelope.isRedeliver(), properties, decoded.chunk()),
				decoded.regular());
	}

	void done(long tag) {
		try {
			this.acknowledgements.done(tag);
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The channel was lost before a chunk was acknowledged", ex);
		}
	}

	void reject(long tag, boolean requeue) {
		try {
			this.acknowledgements.reject(tag, requeue);
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The channel was lost before a chunk was rejected", ex);
		}
	}

	/**
	 * Whether all that came is settled.
	 * @return {@code true} also if the channel is lost, which settles nothing more
	 */
	boolean isSettled() {
		return !getChannel().isOpen() || this.acknowledgements.isSettled();
	}

	/**
	 * Lets nothing that happens to the channel be told any more.
	 * @return whether this was not done before
	 */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	@Override
	public void handleCancel(String consumerTag) {
		if (end()) {
			this.receiver.lost(this, new IOException("The queue was deleted"));
		}
	}

	@Override
	public void handleShutdownSignal(String consumerTag, ShutdownSignalException signal) {
		if (end()) {
			this.receiver.lost(this, signal);
		}
	}

	/**
	 * Takes what comes. Called on the connection's thread, and must not block.
	 */
	interface Receiver {

		/**
		 * Checks that a message is not too large.
		 * @param metric the metric
		 * @param body the message's body
		 * @throws WireFormatException if it is
		 */
		void checkSize(String metric, byte[] body);

		/**
		 * A message came that is no chunk, and was rejected.
		 * @param failure what is wrong with it
		 */
		void malformed(WireFormatException failure);

		/**
		 * A chunk came.
		 * @param chunk the chunk
		 * @param regular whether it is as a source should send it
		 */
		void received(DeliveredChunk chunk, boolean regular);

		/**
		 * Nothing more will come: the queue was deleted, or the channel was closed.
		 * @param consumer the consumer
		 * @param cause why
		 */
		void lost(ChunkConsumer consumer, Throwable cause);

	}

}
