package io.github.polywire.rabibridge.connection;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQImpl;
import org.jspecify.annotations.Nullable;

/**
 * One open connection to the broker, from its opening to its end. Thread-safe.
 */
public final class BrokerSession {

	private static final int WRITE_TIMEOUT_SECONDS = 2;

	private final Connection connection;

	private final FrameWriter writer;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile @Nullable String blockedReason;

	BrokerSession(Connection connection, Executor writerThread) {
		this.connection = connection;
		this.writer = new FrameWriter((AMQConnection) connection, writerThread);
	}

	/**
	 * Opens a channel. Its consumers are called on the connection's thread and must not
	 * block.
	 * @return the channel
	 * @throws IOException if the connection is lost or has no channel left
	 */
	public Channel openChannel() throws IOException {
		try {
			Channel channel = this.connection.createChannel();
			if (channel == null) {
				throw new IOException("The connection has no channel left; raise spring.rabbitmq.requested-channel-max"
						+ " or the broker's channel_max");
			}
			return channel;
		}
		catch (AlreadyClosedException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * Opens a channel for confirmed publishing.
	 * @return the channel
	 * @throws IOException if the connection is lost or has no channel left
	 */
	public PublishChannel openPublishChannel() throws IOException {
		// What is still being written to a channel that the broker closed must not meet a
		// new one of the same number.
		awaitWritten();
		return new PublishChannel(openChannel(), this.writer);
	}

	/**
	 * Acknowledges deliveries. What goes wrong shows in the end of the channel.
	 * @param channel the channel that they came on
	 * @param deliveryTag the delivery
	 * @param multiple whether all before it are acknowledged too
	 * @param now whether to write at once rather than together with what comes in the
	 * next moment
	 */
	public void acknowledge(Channel channel, long deliveryTag, boolean multiple, boolean now) {
		write(channel, new AMQImpl.Basic.Ack(deliveryTag, multiple), now);
	}

	/**
	 * Rejects a delivery for good. What goes wrong shows in the end of the channel.
	 * @param channel the channel that it came on
	 * @param deliveryTag the delivery
	 */
	public void reject(Channel channel, long deliveryTag) {
		write(channel, new AMQImpl.Basic.Reject(deliveryTag, false), false);
	}

	private void write(Channel channel, Method method, boolean now) {
		this.writer.write((frames) -> {
			if (channel.isOpen()) {
				try {
					frames.writeMethod(channel.getChannelNumber(), method);
				}
				catch (IOException | AlreadyClosedException ex) {
					// The broker delivers again what was not settled.
				}
			}
		}, now);
	}

	/**
	 * Waits until what was written so far is with the operating system, for a short time
	 * at most.
	 */
	public void awaitWritten() {
		CompletableFuture<Void> written = new CompletableFuture<>();
		this.writer.write((frames) -> written.complete(null), true);
		written.completeOnTimeout(null, WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
	}

	/**
	 * Whether the connection is open.
	 * @return {@code true} until it is closed by either side or lost
	 */
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	/**
	 * Why the broker takes no messages at present.
	 * @return the broker's reason, or {@code null} if it takes messages
	 */
	public @Nullable String blockedReason() {
		return this.blockedReason;
	}

	void setBlockedReason(@Nullable String reason) {
		this.blockedReason = reason;
	}

	/**
	 * Notes the end of the connection.
	 * @return whether it is the first to note it
	 */
	boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	Connection connection() {
		return this.connection;
	}

}
