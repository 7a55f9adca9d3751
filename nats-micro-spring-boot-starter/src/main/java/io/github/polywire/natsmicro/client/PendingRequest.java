package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A request that has not ended: completed with the message that answers it, which may
 * tell of an error, or with what went wrong.
 */
final class PendingRequest extends CompletableFuture<Message> {

	/** What a longer time is cut to: nanoseconds do not hold any time. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(0xFFFF_FFFFL);

	private static final long NANOS_OF_BEGUN_MILLI = TimeUnit.MILLISECONDS.toNanos(1) - 1;

	private final String subject;

	private final @Nullable Headers headers;

	private final byte[] body;

	private final Duration timeout;

	private final long deadlineNanos;

	private final AtomicBoolean sent = new AtomicBoolean();

	private volatile @Nullable ReplyInbox inbox;

	private String token = "";

	private volatile boolean watched;

	/**
	 * Creates a request.
	 * @param subject the subject, which was checked
	 * @param headers the headers, to which the time budget is added when it is sent, or
	 * {@code null} if there are no others
	 * @param body the body
	 * @param timeout how long to wait from now on
	 */
	PendingRequest(String subject, @Nullable Headers headers, byte[] body, Duration timeout) {
		this.subject = subject;
		this.headers = headers;
		this.body = body;
		this.timeout = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT;
		this.deadlineNanos = System.nanoTime() + this.timeout.toNanos();
	}

	String subject() {
		return this.subject;
	}

	@Nullable Headers headers() {
		return this.headers;
	}

	byte[] body() {
		return this.body;
	}

	Duration timeout() {
		return this.timeout;
	}

	long remainingNanos() {
		return this.deadlineNanos - System.nanoTime();
	}

	/**
	 * The time that is left, as it is told to the service.
	 * @return milliseconds, of which the last one may have begun
	 */
	long remainingMillis() {
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos() + NANOS_OF_BEGUN_MILLI));
	}

	/**
	 * Claims the sending of the request.
	 * @return {@code false} if it was sent or has ended
	 */
	boolean startSending() {
		return !isDone() && this.sent.compareAndSet(false, true);
	}

	boolean isSent() {
		return this.sent.get();
	}

	/**
	 * Names the request for its reply.
	 * @param token tells it from all others
	 */
	void named(String token) {
		this.token = token;
	}

	String token() {
		return this.token;
	}

	/**
	 * Notes where the reply is to come to.
	 * @param inbox the inbox
	 */
	void repliedTo(ReplyInbox inbox) {
		this.inbox = inbox;
	}

	boolean isRepliedTo(ReplyInbox inbox) {
		return this.inbox == inbox;
	}

	/**
	 * Has the exchange look after the request now and then.
	 */
	void watch() {
		this.watched = true;
	}

	boolean isWatched() {
		return this.watched;
	}

}
