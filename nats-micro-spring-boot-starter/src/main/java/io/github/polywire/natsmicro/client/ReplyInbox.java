package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One subscription that the replies to all requests come to, and the threads that take
 * them from it. A continuation of the application runs on the thread that took the reply,
 * without another one being woken for it; if it blocks, another thread takes its place
 * within a few milliseconds. Ends with its connection. Thread-safe.
 */
final class ReplyInbox implements BacklogThreads.Backlog {

	/** The shortest wait that the NATS client knows. */
	private static final Duration NO_TIME = Duration.ofNanos(1);

	private static final Duration LONG_TIME = Duration.ofMinutes(1);

	private static final Log logger = LogFactory.getLog(ReplyInbox.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final String prefix;

	private final Subscription subscription;

	private final Receiver receiver;

	private final BacklogThreads threads;

	/** Whether a thread waits for the next reply. */
	private final AtomicBoolean awaited = new AtomicBoolean();

	private final AtomicBoolean ended = new AtomicBoolean();

	private final ThreadLocal<Boolean> taking = ThreadLocal.withInitial(() -> false);

	/**
	 * Opens an inbox.
	 * @param connection the connection
	 * @param executor runs the threads that take replies
	 * @param timer runs the look after them
	 * @param receiver takes the replies
	 * @throws IllegalStateException if the connection is closed
	 */
	ReplyInbox(Connection connection, Executor executor, ClientTimer timer, Receiver receiver) {
		this.prefix = connection.createInbox() + ".";
		this.subscription = connection.subscribe(this.prefix + "*");
		this.receiver = receiver;
		this.threads = new BacklogThreads(executor, timer, this);
	}

	/**
	 * Begins to take replies.
	 */
	void start() {
		this.threads.start();
	}

	/**
	 * The address of a reply.
	 * @param token tells it from others
	 * @return the subject
	 */
	String address(String token) {
		return this.prefix + token;
	}

	boolean isEnded() {
		return this.ended.get() || !this.subscription.isActive();
	}

	/**
	 * To be called before a continuation runs, which may block, on the thread that took
	 * the reply.
	 */
	void beforeContinuation() {
		this.threads.watch();
	}

	/**
	 * To be called by a thread that is going to wait for a reply: if it is one that takes
	 * replies, another one has to.
	 */
	void beforeWaiting() {
		if (this.taking.get() && !isCovered()) {
			this.threads.start();
		}
	}

	@Override
	public void takeAll() {
		this.taking.set(true);
		try {
			while (!isEnded()) {
				Message reply = take(NO_TIME);
				if (reply == null) {
					if (!this.awaited.compareAndSet(false, true)) {
						return;
					}
					reply = await();
				}
				if (reply != null) {
					this.threads.taken();
					receive(reply);
				}
			}
		}
		catch (IllegalStateException ex) {
			logger.debug("The inbox has ended, and its connection perhaps", ex);
		}
		finally {
			this.taking.remove();
		}
		end();
	}

	private @Nullable Message await() {
		try {
			return take(LONG_TIME);
		}
		finally {
			this.awaited.set(false);
		}
	}

	private @Nullable Message take(Duration patience) {
		try {
			return this.subscription.nextMessage(patience);
		}
		catch (InterruptedException ex) {
			// Left behind by a continuation: it is the inbox that tells when to end.
			return null;
		}
	}

	private void receive(Message reply) {
		try {
			this.receiver.received(this, reply.getSubject().substring(this.prefix.length()), reply);
		}
		catch (Throwable ex) {
			this.failureLog.warn(() -> "The answer to a request could not be handed over", ex);
		}
	}

	/**
	 * Takes no more replies.
	 */
	void close() {
		try {
			if (this.subscription.isActive()) {
				this.subscription.unsubscribe();
			}
		}
		catch (IllegalStateException ex) {
			logger.debug("The connection was closed, and the inbox with it", ex);
		}
		end();
	}

	private void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.receiver.ended(this);
		}
	}

	@Override
	public boolean isCovered() {
		return this.awaited.get() || isEnded();
	}

	@Override
	public long size() {
		return this.subscription.getPendingMessageCount();
	}

	/**
	 * The application has stopped: nobody waits for replies.
	 */
	@Override
	public void rejected() {
		close();
	}

	/**
	 * Takes what comes.
	 */
	interface Receiver {

		/**
		 * A reply has come.
		 * @param inbox where it came to
		 * @param token the last part of its address
		 * @param reply the reply
		 */
		void received(ReplyInbox inbox, String token, Message reply);

		/**
		 * No more replies come.
		 * @param inbox where
		 */
		void ended(ReplyInbox inbox);

	}

}
