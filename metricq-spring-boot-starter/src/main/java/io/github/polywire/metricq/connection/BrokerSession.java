package io.github.polywire.metricq.connection;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One open connection to the broker, from its opening to its end. Thread-safe.
 */
public final class BrokerSession {

	private static final int CLOSE_TIMEOUT_MILLIS = 2000;

	private static final Log logger = LogFactory.getLog(BrokerSession.class);

	private final Connection connection;

	private final @Nullable Socket socket;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile @Nullable String blockedReason;

	BrokerSession(Connection connection, @Nullable Socket socket) {
		this.connection = connection;
		this.socket = socket;
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
	 * Opens a channel for confirmed publishing by one thread.
	 * @return the channel
	 * @throws IOException if the connection is lost or has no channel left
	 */
	public PublishChannel openPublishChannel() throws IOException {
		return new PublishChannel(openChannel());
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

	/**
	 * Closes the connection and waits for it, for a short time at most: then it is cut.
	 */
	public void close() {
		// A write that the broker does not read holds the library's close.
		Thread closer = new Thread(() -> this.connection.abort(CLOSE_TIMEOUT_MILLIS), "metricq-closer");
		closer.setDaemon(true);
		closer.start();
		try {
			closer.join(CLOSE_TIMEOUT_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (this.connection.isOpen() && closer.isAlive()) {
			cut();
		}
	}

	private void cut() {
		if (this.socket != null) {
			logger.warn("RabbitMQ at " + this.connection.getAddress()
					+ " does not answer the end of a MetricQ connection, which is cut");
			try {
				this.socket.setSoLinger(true, 0);
				this.socket.close();
			}
			catch (IOException ex) {
				logger.debug("The connection was closed before", ex);
			}
		}
	}

	Connection connection() {
		return this.connection;
	}

}
