package io.github.polywire.rabibridge.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.connection.PublishChannel;
import io.github.polywire.rabibridge.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the replies of all functions on one channel of the connection.
 */
final class ReplyPublisher implements BrokerConnection.Listener {

	private static final Log logger = LogFactory.getLog(ReplyPublisher.class);

	private static final String DIRECT_REPLY_TO = "amq.rabbitmq.reply-to";

	private static final Duration REOPEN_PAUSE = Duration.ofMillis(500);

	private final BrokerConnection connection;

	private final String messageIdPrefix = UUID.randomUUID().toString().substring(0, 18).replace("-", "");

	private final AtomicLong messageCount = new AtomicLong();

	private final LongAdder unroutable = new LongAdder();

	private final RateLimitedLog channelLog = new RateLimitedLog(logger);

	private volatile @Nullable PublishChannel channel;

	private volatile @Nullable BrokerSession session;

	ReplyPublisher(BrokerConnection connection) {
		this.connection = connection;
		connection.addListener(this);
	}

	String newMessageId() {
		return this.messageIdPrefix + HexFormat.of().toHexDigits(this.messageCount.incrementAndGet());
	}

	/**
	 * Publishes a reply.
	 * @param reply the reply
	 * @param now whether to write at once rather than together with what comes in the
	 * next moment
	 */
	void publish(Reply reply, boolean now) {
		BrokerSession origin = reply.delivery().consumer().session();
		PublishChannel current = this.channel;
		if (this.session != origin || !origin.isOpen()) {
			reply.lost(new IOException("The connection that the call came on is gone"), false);
		}
		else if (current == null || !current.isOpen()) {
			publishWhenOpen(reply);
		}
		else {
			current.publish(reply, now);
		}
	}

	/**
	 * Publishes a reply when the channel, which the broker closed, is open again.
	 * @param reply the reply
	 */
	void publishWhenOpen(Reply reply) {
		publishWhenOpen(reply, Duration.ZERO);
	}

	private void publishWhenOpen(Reply reply, Duration delay) {
		this.connection.schedule(() -> {
			BrokerSession current = this.session;
			if (isClosed() && current != null && current.isOpen() && !tryOpen(current)) {
				publishWhenOpen(reply, REOPEN_PAUSE);
			}
			else {
				publish(reply, false);
			}
		}, delay);
	}

	private boolean isClosed() {
		PublishChannel current = this.channel;
		return current == null || !current.isOpen();
	}

	/**
	 * How many replies had no queue to go to: their callers were gone.
	 * @return the number
	 */
	long unroutableCount() {
		return this.unroutable.sum();
	}

	@Override
	public void opened(BrokerSession opened) {
		if (!opened.isOpen()) {
			return;
		}
		if (this.session != opened) {
			this.channel = null;
			this.session = opened;
		}
		if (isClosed() && !tryOpen(opened)) {
			this.connection.schedule(() -> opened(opened), REOPEN_PAUSE);
		}
	}

	private boolean tryOpen(BrokerSession opened) {
		try {
			PublishChannel publishChannel = opened.openPublishChannel();
			publishChannel.channel().addReturnListener((returned) -> {
				// The broker returns every mandatory message to a pseudo queue, delivered
				// or not.
				if (!returned.getRoutingKey().startsWith(DIRECT_REPLY_TO)) {
					this.unroutable.increment();
				}
			});
			this.channel = publishChannel;
			publishChannel.channel().addShutdownListener((cause) -> closed(opened, publishChannel, cause));
			return true;
		}
		catch (IOException | ShutdownSignalException ex) {
			this.channelLog
				.warn(() -> "The RabiBridge server cannot open its reply channel: " + BrokerFailures.describe(ex));
			return !opened.isOpen();
		}
	}

	private void closed(BrokerSession opened, PublishChannel publishChannel, ShutdownSignalException cause) {
		if (this.channel == publishChannel) {
			this.channel = null;
		}
		if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
			this.channelLog.warn(() -> "The broker closed the reply channel of the RabiBridge server: "
					+ BrokerFailures.describe(cause));
			this.connection.schedule(() -> opened(opened), Duration.ZERO);
		}
	}

	@Override
	public void closed(BrokerSession closed, Throwable cause) {
		if (this.session == closed) {
			this.channel = null;
			this.session = null;
		}
	}

}
