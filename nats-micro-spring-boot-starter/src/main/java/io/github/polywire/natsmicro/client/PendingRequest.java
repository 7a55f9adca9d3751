package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsRequestCompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request that has not ended: completed with the message that answers it, which may
 * tell of an error, or with what went wrong.
 */
final class PendingRequest extends CompletableFuture<Message> {

	/** What a longer time is cut to: nanoseconds do not hold any time. */
	private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(0xFFFF_FFFFL);

	private final String subject;

	private final @Nullable Headers headers;

	private final byte[] body;

	private final Duration timeout;

	private final long deadlineNanos;

	private final AtomicBoolean sent = new AtomicBoolean();

	private volatile @Nullable CompletableFuture<Message> exchange;

	/**
	 * Creates a request.
	 * @param subject the subject, which was checked
	 * @param headers the headers, to which the time budget is added when it is sent, or
	 * {@code null} to send none
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

	long remainingMillis() {
		return Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos()));
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
	 * Takes over the end of the exchange that the NATS client makes.
	 * @param exchange the exchange
	 */
	void sentAs(CompletableFuture<Message> exchange) {
		this.exchange = exchange;
		exchange.whenComplete((message, failure) -> {
			if (failure != null) {
				completeExceptionally(failure);
			}
			else {
				complete(message);
			}
		});
	}

	/**
	 * Why the NATS client cancelled the exchange, which it does for several reasons.
	 * @return the reason
	 */
	Cancellation cancellation() {
		if (this.exchange instanceof NatsRequestCompletableFuture future) {
			if (future.wasCancelledClosing()) {
				return Cancellation.CLOSED;
			}
			if (future.wasCancelledTimedOut()) {
				return Cancellation.TIMEOUT;
			}
		}
		return Cancellation.NO_RESPONDERS;
	}

	/**
	 * Ends the exchange, too: nobody waits for the answer any more.
	 */
	void abandon() {
		cancel(false);
		CompletableFuture<Message> exchange = this.exchange;
		if (exchange != null) {
			exchange.cancel(false);
		}
	}

	/**
	 * Why an exchange is cancelled.
	 */
	enum Cancellation {

		NO_RESPONDERS, TIMEOUT, CLOSED

	}

}
