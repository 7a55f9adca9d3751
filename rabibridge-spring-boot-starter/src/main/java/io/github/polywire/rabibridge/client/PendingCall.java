package io.github.polywire.rabibridge.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.Publication;
import io.github.polywire.rabibridge.wire.RpcTopology;
import org.jspecify.annotations.Nullable;

/**
 * A call that has not ended: completed with the reply as it came, or with the exception
 * that the caller gets.
 */
final class PendingCall extends CompletableFuture<PendingCall.Reply> {

	/**
	 * What a longer time is cut to: neither nanoseconds nor a message's expiration hold
	 * any time.
	 */
	private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(0xFFFF_FFFFL);

	private final FunctionKey function;

	private final String correlationId;

	private final byte[] body;

	private final Map<String, Object> headers;

	private final Duration timeout;

	private final long deadlineNanos;

	private final AtomicBoolean sent = new AtomicBoolean();

	private final CallExchange exchange;

	PendingCall(CallExchange exchange, FunctionKey function, String correlationId, byte[] body,
			Map<String, Object> headers, Duration timeout) {
		this.exchange = exchange;
		this.function = function;
		this.correlationId = correlationId;
		this.body = body;
		this.headers = new HashMap<>(headers);
		this.timeout = (timeout.compareTo(LONGEST_TIMEOUT) < 0) ? timeout : LONGEST_TIMEOUT;
		this.deadlineNanos = System.nanoTime() + this.timeout.toNanos();
	}

	FunctionKey function() {
		return this.function;
	}

	String correlationId() {
		return this.correlationId;
	}

	/**
	 * The headers of the request, which may be added to until the call is sent.
	 * @return the headers
	 */
	Map<String, Object> headers() {
		return this.headers;
	}

	Duration timeout() {
		return this.timeout;
	}

	long remainingNanos() {
		return this.deadlineNanos - System.nanoTime();
	}

	boolean isSent() {
		return this.sent.get();
	}

	/**
	 * Makes the request that carries this call, unless it was made before.
	 * @param replyQueue where the reply goes
	 * @param messageId the message's id
	 * @return the request, or {@code null} if the call was sent or has ended
	 */
	@Nullable Request startSending(String replyQueue, String messageId) {
		if (isDone() || !this.sent.compareAndSet(false, true)) {
			return null;
		}
		return new Request(replyQueue, messageId);
	}

	/**
	 * Ends the call with an exception.
	 * @param exception what the caller gets
	 */
	void fail(RemoteCallException exception) {
		this.exchange.forget(this);
		completeExceptionally(exception);
	}

	/**
	 * Ends the call because its connection did.
	 * @param cause why it did
	 */
	void connectionLost(Throwable cause) {
		fail(new RemoteCallConnectionException(this.function,
				"The connection to RabbitMQ was lost while " + describe()
						+ " was called; it may or may not have been executed (" + BrokerFailures.describe(cause) + ")",
				cause));
	}

	String describe() {
		return "remote function '" + this.function.name() + "' (" + this.function.kind().wireName() + ")";
	}

	/**
	 * A reply as it came.
	 *
	 * @param body the body
	 * @param headers the headers
	 */
	record Reply(byte[] body, Map<String, Object> headers) {

	}

	/**
	 * The message that carries the call.
	 */
	final class Request implements Publication {

		private static final Integer NON_PERSISTENT = 1;

		private static final Integer PRIORITY = 0;

		private final String replyQueue;

		private final String messageId;

		private Request(String replyQueue, String messageId) {
			this.replyQueue = replyQueue;
			this.messageId = messageId;
		}

		@Override
		public String exchange() {
			return RpcTopology.EXCHANGE;
		}

		@Override
		public String routingKey() {
			return RpcTopology.routingKey(PendingCall.this.function);
		}

		@Override
		public BasicProperties properties() {
			long remainingMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos()));
			Map<String, Object> all = new HashMap<>(PendingCall.this.headers);
			all.put(RpcTopology.TIMEOUT_HEADER, remainingMillis);
			return new BasicProperties.Builder().headers(all)
				.deliveryMode(NON_PERSISTENT)
				.priority(PRIORITY)
				.correlationId(PendingCall.this.correlationId)
				.replyTo(this.replyQueue)
				.expiration(Long.toString(remainingMillis))
				.messageId(this.messageId)
				.build();
		}

		@Override
		public byte[] body() {
			return PendingCall.this.body;
		}

		@Override
		public void confirmed() {
			// The reply ends the call, or its return did already.
		}

		@Override
		public void refused() {
			fail(new RemoteCallRejectedException(PendingCall.this.function,
					"The queue of " + describe() + " is full: the call was not executed and may be tried later"));
		}

		@Override
		public void unsendable(Exception cause) {
			fail(new RemoteCallException(PendingCall.this.function,
					"The request for " + describe() + " cannot be sent: " + cause.getMessage(), cause));
		}

		@Override
		public void lost(Throwable cause, boolean suspect) {
			connectionLost(cause);
		}

		@Override
		public void notWritten(Throwable cause) {
			PendingCall.this.sent.set(false);
			PendingCall.this.exchange.sendWhenReady(PendingCall.this);
		}

	}

}
