package io.github.polywire.natsmicro.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Options;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the library's, from its making to its end.
 */
final class ConnectionSession {

	private static final Log logger = LogFactory.getLog(ConnectionSession.class);

	private static final Duration EXTRA_PATIENCE = Duration.ofSeconds(1);

	private final Options options;

	private final @Nullable Connection replaced;

	private final Callback callback;

	private final int serverCount;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final AtomicBoolean wasConnected = new AtomicBoolean();

	private final AtomicInteger failedAttempts = new AtomicInteger();

	/** Completed when it is known whether the servers can be reached at present. */
	private final CompletableFuture<Void> tried = new CompletableFuture<>();

	private final CompletableFuture<Connection> made = new CompletableFuture<>();

	private final ConnectionProblems problems;

	private final GuardedExecutor reader = new GuardedExecutor(this::readerFailed);

	/**
	 * Creates a session.
	 * @param base how to connect
	 * @param problems is told of problems, beside the application's own listener
	 * @param replaced the connection that it replaces, which was closed for good, or
	 * {@code null}
	 * @param callback is told of changes
	 */
	ConnectionSession(Options base, ConnectionProblems problems, @Nullable Connection replaced, Callback callback) {
		this.problems = problems;
		this.replaced = replaced;
		this.callback = callback;
		this.serverCount = base.getServers().size();
		List<ErrorListener> errorListeners = new ArrayList<>();
		errorListeners.add(problems);
		ErrorListener own = base.getErrorListener();
		if (own != null && !own.getClass().getPackageName().startsWith("io.nats.client")) {
			errorListeners.add(own);
		}
		ConnectionListener ownConnectionListener = base.getConnectionListener();
		// The library ends the executors of its options with the connection.
		Options.Builder options = new Options.Builder(base)
			.errorListener(new ErrorListeners(List.copyOf(errorListeners)))
			.connectionListener(new Listener(ownConnectionListener));
		if (base.executorIsInternal() && base.getReaderExecutor() == base.getExecutor()) {
			options.readerExecutor(this.reader);
		}
		this.options = options.build();
	}

	Options options() {
		return this.options;
	}

	/**
	 * The connection.
	 * @return the connection, or, if the library has not told of it yet, the one that it
	 * replaces, or {@code null} if there is none
	 */
	@Nullable Connection connection() {
		return this.made.getNow(this.replaced);
	}

	/**
	 * Waits until it is known whether the servers can be reached at present.
	 * @return the connection, which may or may not be open
	 */
	Connection await() {
		Duration patience = this.options.getConnectionTimeout().multipliedBy(this.serverCount).plus(EXTRA_PATIENCE);
		try {
			this.tried.get(patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("It takes long to connect to NATS", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		Connection connection = connection();
		if (connection == null) {
			throw new NatsUnavailableException(ServerAddresses.describe(this.options.getServers()),
					"no connection was made in time", null);
		}
		return connection;
	}

	void connected(Connection connection) {
		this.made.complete(connection);
		this.tried.complete(null);
		if (isEnded()) {
			closeQuietly(connection);
		}
	}

	/**
	 * Makes the connection again, as nothing reads from it any more. What the server had
	 * sent and was not read is lost.
	 * @param failure what ended the reader
	 */
	private void readerFailed(Throwable failure) {
		Connection connection = connection();
		if (connection == null || isEnded()) {
			return;
		}
		this.problems.unreadable(failure);
		new Thread(() -> reconnect(connection), "nats-reconnect").start();
	}

	private void reconnect(Connection connection) {
		try {
			connection.forceReconnect();
		}
		catch (IOException | IllegalStateException ex) {
			this.problems.exceptionOccurred(connection, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	boolean isEnded() {
		return this.ended.get();
	}

	/**
	 * Notes that the connection is not wanted any more.
	 * @return whether it was until now
	 */
	boolean end() {
		boolean wanted = this.ended.compareAndSet(false, true);
		this.reader.shutdown();
		return wanted;
	}

	/**
	 * Closes the connection after what was published has been sent.
	 * @param timeout how long that may take
	 * @return whether it was closed in time
	 */
	boolean close(Duration timeout) {
		Connection connection = connection();
		if (connection == null) {
			return true;
		}
		Thread closer = new Thread(() -> {
			flushQuietly(connection, timeout);
			closeQuietly(connection);
		}, "nats-close");
		closer.setDaemon(true);
		closer.start();
		try {
			closer.join(timeout.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return !closer.isAlive();
	}

	private static void flushQuietly(Connection connection, Duration timeout) {
		if (connection.getStatus() == Connection.Status.CONNECTED) {
			try {
				connection.flush(timeout.dividedBy(2));
			}
			catch (TimeoutException | IllegalStateException ex) {
				logger.debug("The connection to NATS could not be flushed", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Is told of changes, on a thread of the connection.
	 */
	@FunctionalInterface
	interface Callback {

		void changed(ConnectionSession session, NatsConnectionEvent.Type type, @Nullable String server);

	}

	/**
	 * Takes the library's events.
	 */
	private final class Listener implements ConnectionListener {

		private final @Nullable ConnectionListener next;

		private Listener(@Nullable ConnectionListener next) {
			this.next = next;
		}

		@Override
		@Deprecated
		public void connectionEvent(Connection connection, Events event) {
			// The library calls the other method, which tells more.
		}

		@Override
		public void connectionEvent(Connection connection, Events event, Long time, String server) {
			ConnectionSession.this.made.complete(connection);
			NatsConnectionEvent.Type type = typeOf(event);
			if (type != null) {
				ConnectionSession.this.callback.changed(ConnectionSession.this, type,
						ServerAddresses.withoutCredentials(server));
			}
			if (event != Events.DISCONNECTED
					|| ConnectionSession.this.failedAttempts.incrementAndGet() >= ConnectionSession.this.serverCount) {
				ConnectionSession.this.tried.complete(null);
			}
			if (this.next != null) {
				this.next.connectionEvent(connection, event, time, server);
			}
		}

		private NatsConnectionEvent.@Nullable Type typeOf(Events event) {
			return switch (event) {
				// Subscriptions are made again after the one and before the other.
				case RECONNECTED -> null;
				case CONNECTED, RESUBSCRIBED -> openedType();
				case DISCONNECTED -> NatsConnectionEvent.Type.DISCONNECTED;
				case CLOSED -> NatsConnectionEvent.Type.CLOSED;
				case DISCOVERED_SERVERS -> NatsConnectionEvent.Type.DISCOVERED_SERVERS;
				case LAME_DUCK -> NatsConnectionEvent.Type.LAME_DUCK;
			};
		}

		private NatsConnectionEvent.Type openedType() {
			if (!ConnectionSession.this.wasConnected.compareAndSet(false, true)) {
				return NatsConnectionEvent.Type.RECONNECTED;
			}
			return (ConnectionSession.this.replaced != null) ? NatsConnectionEvent.Type.REPLACED
					: NatsConnectionEvent.Type.CONNECTED;
		}

	}

}
