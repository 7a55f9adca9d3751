package io.github.polywire.natsmicro.connection;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notes and counts what goes wrong on a connection, and logs it at a bounded rate.
 * Thread-safe.
 */
final class ConnectionProblems implements ErrorListener {

	private static final Log logger = LogFactory.getLog(NatsConnectionManager.class);

	private final String servers;

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final RateLimitedLog dropLog = new RateLimitedLog(logger);

	private final LongAdder slowConsumers = new LongAdder();

	private final LongAdder discarded = new LongAdder();

	private final LongAdder unreadable = new LongAdder();

	private volatile @Nullable String lastProblem;

	ConnectionProblems(String servers) {
		this.servers = servers;
	}

	@Override
	public void errorOccurred(Connection connection, String error) {
		note(connection, "the server says '" + error + "'");
	}

	@Override
	public void exceptionOccurred(@Nullable Connection connection, Exception exception) {
		Throwable cause = causeOf(exception);
		if (cause instanceof TimeoutException && this.lastProblem != null) {
			// A server that refuses the credentials also lets the attempt time out.
			return;
		}
		note(connection, describe(cause));
	}

	@Override
	public void slowConsumerDetected(Connection connection, Consumer consumer) {
		this.slowConsumers.increment();
		this.dropLog.warn(() -> "A subscription of this application is too slow: NATS messages are dropped, "
				+ consumer.getDroppedCount() + " so far");
	}

	@Override
	public void messageDiscarded(Connection connection, Message message) {
		this.discarded.increment();
		this.dropLog.warn(() -> "The queue of outgoing NATS messages is full: a message for subject '"
				+ message.getSubject() + "' was discarded");
	}

	@Override
	public void socketWriteTimeout(Connection connection) {
		note(connection, "the server does not read what it is sent");
	}

	/**
	 * Notes that the client library could not read what the server sent.
	 * @param failure what it threw
	 */
	void unreadable(Throwable failure) {
		this.unreadable.increment();
		note(null, "a message could not be read, which ended the connection: " + describe(failure));
	}

	long unreadableCount() {
		return this.unreadable.sum();
	}

	/**
	 * Notes that there is no connection; what is known of the reason stands.
	 */
	void disconnected() {
		if (this.lastProblem == null) {
			note(null, "the connection was lost or cannot be made");
		}
	}

	private void note(@Nullable Connection connection, @Nullable String problem) {
		String text = ServerAddresses.withoutCredentials(problem);
		this.lastProblem = text;
		boolean connected = connection != null && connection.getStatus() == Connection.Status.CONNECTED;
		this.failureLog.warn(() -> (connected ? "On the connection to NATS at %s: %s"
				: "There is no connection to NATS at %s, it is tried again: %s")
			.formatted(this.servers, text));
	}

	static String describe(Throwable failure) {
		Throwable cause = causeOf(failure);
		String name = cause.getClass().getSimpleName();
		String message = ServerAddresses.withoutCredentials(cause.getMessage());
		return (message != null) ? name + ": " + message : name;
	}

	private static Throwable causeOf(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && (cause.getMessage() == null || cause instanceof ExecutionException)) {
			cause = cause.getCause();
		}
		return cause;
	}

	void forget() {
		this.lastProblem = null;
	}

	@Nullable String lastProblem() {
		return this.lastProblem;
	}

	long slowConsumerCount() {
		return this.slowConsumers.sum();
	}

	long discardedCount() {
		return this.discarded.sum();
	}

}
