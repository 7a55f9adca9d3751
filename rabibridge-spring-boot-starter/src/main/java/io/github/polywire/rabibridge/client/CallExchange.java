package io.github.polywire.rabibridge.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerFailures;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings calls and replies together: sends calls when there is a connection that takes
 * them, and ends each with its reply, its return, its refusal, its timeout or the loss of
 * the connection.
 */
final class CallExchange implements BrokerConnection.Listener, ClientChannel.Callback {

	private static final Log logger = LogFactory.getLog(CallExchange.class);

	private static final Duration REOPEN_PAUSE = Duration.ofMillis(500);

	private static final Duration WATCH_PAUSE = Duration.ofMillis(10);

	private static final int WATCHED_PER_MILLI = 2000;

	/**
	 * With up to this many calls in flight a call is written at once; with more, calls
	 * that come together share a write.
	 */
	private static final int FEW_CALLS = 2;

	private final BrokerConnection connection;

	private final Supplier<String> replyQueueNames;

	private final int correlationIdMax;

	private final AtomicLong nextCorrelationId;

	private final Map<String, PendingCall> pending = new ConcurrentHashMap<>();

	private final AtomicBoolean watching = new AtomicBoolean();

	private final LongAdder lateReplies = new LongAdder();

	private final RateLimitedLog channelLog = new RateLimitedLog(logger);

	private volatile @Nullable ClientChannel channel;

	private volatile @Nullable String channelFailure;

	/** Touched by the connection's control thread. */
	private @Nullable BrokerSession replyQueueSession;

	private String replyQueue = "";

	private volatile boolean stopped;

	CallExchange(BrokerConnection connection, Supplier<String> replyQueueNames, int correlationIdMax) {
		this.connection = connection;
		this.replyQueueNames = replyQueueNames;
		this.correlationIdMax = correlationIdMax;
		this.nextCorrelationId = new AtomicLong(ThreadLocalRandom.current().nextInt(correlationIdMax));
		connection.addListener(this);
	}

	String newCorrelationId() {
		String id;
		do {
			id = Long.toString(this.nextCorrelationId.getAndIncrement() % this.correlationIdMax);
		}
		while (this.pending.containsKey(id));
		return id;
	}

	/**
	 * Sets whether calls are taken.
	 * @param stopped whether new calls fail at once
	 */
	void setStopped(boolean stopped) {
		this.stopped = stopped;
	}

	void send(PendingCall call) {
		this.pending.put(call.correlationId(), call);
		sendWhenReady(call);
	}

	/**
	 * Sends a call now or when there is a channel.
	 * @param call the call, which is not sent and has not ended
	 */
	void sendWhenReady(PendingCall call) {
		if (this.stopped) {
			call.fail(new RemoteCallConnectionException(call.function(),
					"The call of " + call.describe() + " was not sent: the application is stopping", null));
			return;
		}
		ClientChannel ready = readyChannel();
		if (ready != null) {
			ready.send(call, this.pending.size() <= FEW_CALLS);
			return;
		}
		this.connection.open();
		// The channel may have become ready between the look and the put.
		ready = readyChannel();
		if (ready != null) {
			ready.send(call, true);
		}
	}

	private @Nullable ClientChannel readyChannel() {
		ClientChannel current = this.channel;
		return (current != null && current.isOpen() && !current.isBlocked()) ? current : null;
	}

	/**
	 * Forgets a call: nobody waits for it any more.
	 * @param call the call
	 */
	void forget(PendingCall call) {
		this.pending.remove(call.correlationId(), call);
	}

	/**
	 * Sends a call that nobody waits for with a timeout of their own.
	 * @param call the call
	 */
	void sendWatched(PendingCall call) {
		send(call);
		watch();
	}

	/**
	 * Looks at all calls now and then: a timer for each would cost more than the look.
	 */
	private void watch() {
		if (!this.watching.get() && this.watching.compareAndSet(false, true)) {
			Duration pause = WATCH_PAUSE.plusMillis(this.pending.size() / WATCHED_PER_MILLI);
			if (!this.connection.later(this::timeOut, pause)) {
				this.watching.set(false);
				abandonAll("The connection was stopped while the call was in flight");
			}
		}
	}

	private void timeOut() {
		this.watching.set(false);
		for (PendingCall call : this.pending.values()) {
			if (call.remainingNanos() <= 0) {
				call.fail(timeoutOf(call));
			}
		}
		if (!this.pending.isEmpty()) {
			watch();
		}
	}

	/**
	 * Says what became of a call whose time is up.
	 * @param call the call
	 * @return what its caller gets
	 */
	RemoteCallException timeoutOf(PendingCall call) {
		long millis = call.timeout().toMillis();
		if (call.isSent()) {
			return new RemoteCallTimeoutException(call.function(),
					"No reply from " + call.describe() + " within " + millis + " ms");
		}
		return new RemoteCallConnectionException(call.function(),
				"The call of %s was not sent: RabbitMQ at %s %s within %d ms".formatted(call.describe(),
						this.connection.address(), whyNotSent(), millis),
				null);
	}

	private String whyNotSent() {
		BrokerSession session = this.connection.session();
		if (session != null && session.blockedReason() != null) {
			return "took no messages (" + session.blockedReason() + ")";
		}
		String failure = (session != null) ? this.channelFailure : this.connection.failure();
		return "was not reachable" + ((failure != null) ? " (" + failure + ")" : "");
	}

	int pendingCount() {
		return this.pending.size();
	}

	long lateReplyCount() {
		return this.lateReplies.sum();
	}

	/**
	 * Ends all calls that have not ended.
	 * @param message why
	 */
	void abandonAll(String message) {
		this.pending.values()
			.forEach((call) -> call.fail(new RemoteCallConnectionException(call.function(), message, null)));
	}

	@Override
	public void opened(BrokerSession session) {
		try {
			// A channel that is opened again takes over the queue of the one before.
			if (this.replyQueueSession != session) {
				this.replyQueue = this.replyQueueNames.get();
				this.replyQueueSession = session;
			}
			ClientChannel created = new ClientChannel(session, this.replyQueue, this);
			this.channel = created;
			this.channelFailure = null;
			if (!session.isOpen()) {
				// Closed before there was a channel to take away.
				this.channel = null;
			}
			else if (!created.isOpen()) {
				broken(created, "it was closed while it was opened");
			}
			sendWaiting();
		}
		catch (IOException | ShutdownSignalException ex) {
			this.channelFailure = BrokerFailures.describe(ex);
			this.channelLog.warn(() -> "The RabiBridge client cannot open its channel: " + this.channelFailure);
			reopenSoon(session);
		}
	}

	private void reopenSoon(BrokerSession session) {
		this.connection.schedule(() -> {
			if (session.isOpen() && this.channel == null) {
				opened(session);
			}
		}, REOPEN_PAUSE);
	}

	@Override
	public void closed(BrokerSession session, Throwable cause) {
		ClientChannel current = this.channel;
		if (current != null && current.belongsTo(session)) {
			this.channel = null;
		}
		loseSent(cause);
	}

	@Override
	public void unblocked(BrokerSession session) {
		sendWaiting();
	}

	private void sendWaiting() {
		ClientChannel ready = readyChannel();
		if (ready != null) {
			this.pending.values().forEach((call) -> ready.send(call, false));
		}
	}

	private void loseSent(Throwable cause) {
		this.pending.values().stream().filter(PendingCall::isSent).forEach((call) -> call.connectionLost(cause));
	}

	@Override
	public void replied(BasicProperties properties, byte[] body) {
		PendingCall call = remove(properties);
		if (call == null) {
			this.lateReplies.increment();
			return;
		}
		Map<String, Object> headers = properties.getHeaders();
		call.complete(new PendingCall.Reply(body, (headers != null) ? headers : Collections.emptyMap()));
	}

	@Override
	public void returned(BasicProperties properties, String replyText) {
		PendingCall call = remove(properties);
		if (call != null) {
			call.completeExceptionally(new UnknownRemoteCallException(call.function(),
					"Nobody serves %s (the broker answers %s); check the name and the kind".formatted(call.describe(),
							replyText)));
		}
	}

	private @Nullable PendingCall remove(BasicProperties properties) {
		String correlationId = properties.getCorrelationId();
		return (correlationId != null) ? this.pending.remove(correlationId) : null;
	}

	@Override
	public void broken(ClientChannel broken, String reason) {
		if (this.channel != broken) {
			return;
		}
		this.channel = null;
		this.channelFailure = reason;
		this.channelLog.warn(() -> "The channel of the RabiBridge client broke and is opened again: " + reason);
		loseSent(new IOException(reason));
		this.connection.schedule(broken::close, Duration.ZERO);
		BrokerSession session = this.connection.session();
		if (session != null) {
			reopenSoon(session);
		}
	}

}
