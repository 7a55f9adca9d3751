package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import io.github.polywire.natsmicro.NatsMicroException;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions that share a dispatcher of their own, which no other part of the
 * application sees. Its thread must not block.
 */
final class ServerSubscription {

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(ServerSubscription.class);

	private final Connection connection;

	private final Dispatcher dispatcher;

	private @Nullable CompletableFuture<Boolean> drained;

	private ServerSubscription(Connection connection, Dispatcher dispatcher) {
		this.connection = connection;
		this.dispatcher = dispatcher;
	}

	/**
	 * Opens subscriptions; the server learns of them as soon as the connection is there.
	 * @param connection the connection
	 * @param queueGroup the queue group, or {@code null} for none
	 * @param limits how many messages and bytes may wait in the NATS client
	 * @param subjects the subjects
	 * @param handler is called for each message
	 * @return the subscriptions
	 * @throws NatsMicroException if the connection takes none
	 */
	static ServerSubscription open(Connection connection, @Nullable String queueGroup, PendingLimits limits,
			List<String> subjects, MessageHandler handler) {
		try {
			// The dispatcher's own handler: one that is given for a subscription is known
			// only after the server knows the subscription, and what comes before is
			// lost.
			ServerSubscription opened = new ServerSubscription(connection, connection.createDispatcher(handler));
			opened.subscribe(subjects, queueGroup, limits);
			return opened;
		}
		catch (IllegalStateException ex) {
			throw new NatsMicroException("The subjects " + subjects + " cannot be served: " + ex.getMessage()
					+ "; give the services a NATS connection that is open", ex);
		}
	}

	private void subscribe(List<String> subjects, @Nullable String queueGroup, PendingLimits limits) {
		try {
			this.dispatcher.setPendingLimits(limits.messages(), limits.bytes());
			for (String subject : subjects) {
				if (queueGroup != null) {
					this.dispatcher.subscribe(subject, queueGroup);
				}
				else {
					this.dispatcher.subscribe(subject);
				}
			}
		}
		catch (RuntimeException ex) {
			closeDispatcher();
			throw ex;
		}
	}

	/**
	 * How many messages the NATS client has dropped because as many waited as may.
	 * @return the number
	 */
	long droppedCount() {
		return this.dispatcher.getDroppedCount();
	}

	/**
	 * How many messages wait in the NATS client.
	 * @return the number
	 */
	long pendingCount() {
		return this.dispatcher.getPendingMessageCount();
	}

	/**
	 * Unsubscribes and waits until the server has confirmed it, so that it delivers
	 * nothing more. What it has delivered is still handled.
	 * @param deadline until when to wait, by {@link System#nanoTime()}
	 */
	void leave(long deadline) {
		try {
			if (this.connection.getStatus() == Connection.Status.CONNECTED) {
				this.drained = this.dispatcher.drain(Duration.ofNanos(Math.max(POLL_NANOS, left(deadline))));
			}
		}
		catch (IllegalStateException ex) {
			logger.debug("The connection is closed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * After {@link #leave(long)}: waits until everything that was delivered is handed to
	 * the handler, and ends the dispatcher.
	 * @param deadline until when to wait, by {@link System#nanoTime()}
	 */
	void close(long deadline) {
		CompletableFuture<Boolean> draining = this.drained;
		try {
			if (draining != null) {
				draining.get(Math.max(1, left(deadline)), TimeUnit.NANOSECONDS);
				return;
			}
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Not drained in time", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		while (this.dispatcher.getPendingMessageCount() > 0 && this.dispatcher.isActive() && left(deadline) > 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_NANOS);
		}
		closeDispatcher();
	}

	private void closeDispatcher() {
		try {
			this.connection.closeDispatcher(this.dispatcher);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			logger.debug("The dispatcher was closed before", ex);
		}
	}

	private static long left(long deadline) {
		return deadline - System.nanoTime();
	}

}
