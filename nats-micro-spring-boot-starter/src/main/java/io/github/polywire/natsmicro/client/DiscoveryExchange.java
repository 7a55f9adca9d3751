package io.github.polywire.natsmicro.client;

import java.time.Duration;

import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroDiscoveryLimits;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One question to many, and the answers as they come. For one thread at a time.
 */
final class DiscoveryExchange implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DiscoveryExchange.class);

	private static final byte[] NO_BODY = new byte[0];

	private final String subject;

	private final MicroDiscoveryLimits limits;

	private final long deadlineNanos;

	private final Subscription subscription;

	private int count;

	private boolean ended;

	private boolean noResponders;

	/**
	 * Asks.
	 * @param connection the connection
	 * @param subject the subject of the question
	 * @param limits when to end
	 * @throws MicroConnectionException if it cannot be asked
	 */
	DiscoveryExchange(Connection connection, String subject, MicroDiscoveryLimits limits) {
		this.subject = subject;
		this.limits = limits;
		this.deadlineNanos = System.nanoTime() + limits.maxWait().toNanos();
		try {
			Connection.Status status = connection.getStatus();
			if (status != Connection.Status.CONNECTED) {
				throw new MicroConnectionException(subject, "'" + subject + "' was not asked: NATS is not connected ("
						+ status + "); see whether the server runs and the log of the connection", null);
			}
			String inbox = connection.createInbox();
			this.subscription = connection.subscribe(inbox);
			connection.publish(subject, inbox, NO_BODY);
		}
		catch (MicroConnectionException ex) {
			throw ex;
		}
		catch (IllegalStateException | NatsMicroException ex) {
			throw lost(ex);
		}
	}

	/**
	 * Waits for the next answer.
	 * @return the answer, or {@code null} at the end
	 */
	@Nullable Message next() {
		Integer maxCount = this.limits.maxCount();
		long patience = patienceNanos();
		if (this.ended || patience <= 0 || (maxCount != null && this.count >= maxCount)) {
			close();
			return null;
		}
		Message message = await(patience);
		if (message == null) {
			close();
			return null;
		}
		if (ReplyReader.isNoResponders(message)) {
			this.noResponders = true;
			close();
			return null;
		}
		return message;
	}

	/**
	 * Notes that an answer counts.
	 */
	void count() {
		this.count++;
	}

	private long patienceNanos() {
		long remaining = this.deadlineNanos - System.nanoTime();
		Duration maxInterval = this.limits.maxInterval();
		return (maxInterval != null) ? Math.min(remaining, maxInterval.toNanos()) : remaining;
	}

	private @Nullable Message await(long nanos) {
		try {
			return this.subscription.nextMessage(Duration.ofNanos(nanos));
		}
		catch (IllegalStateException ex) {
			close();
			throw lost(ex);
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
			throw new MicroRequestException(this.subject,
					"Interrupted while waiting for answers from '" + this.subject + "'", ex);
		}
	}

	private MicroConnectionException lost(RuntimeException cause) {
		return new MicroConnectionException(this.subject, "The connection to NATS was closed while '" + this.subject
				+ "' was asked (" + cause.getMessage() + "); see the state of the NATS connection", cause);
	}

	/**
	 * Whether NATS said that there is nobody.
	 * @return whether it ended so
	 */
	boolean isNoResponders() {
		return this.noResponders;
	}

	@Override
	public void close() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.subscription.isActive()) {
			try {
				this.subscription.unsubscribe();
			}
			catch (IllegalStateException ex) {
				logger.debug("The connection was closed, and the subscription with it", ex);
			}
		}
	}

}
