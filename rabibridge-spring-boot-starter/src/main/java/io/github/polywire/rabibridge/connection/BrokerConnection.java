package io.github.polywire.rabibridge.connection;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.rabibridge.RabiBridgeException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;
import org.springframework.util.Assert;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Keeps a connection to the broker: opened when it is first asked for, opened again with
 * back-off whenever it is lost, until it is stopped. First up and last down of the
 * starter's lifecycles. Thread-safe.
 */
public final class BrokerConnection implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(BrokerConnection.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	private final String name;

	private final String address;

	private final CachingConnectionFactory connectionFactory;

	private final ExponentialBackOff backOff;

	private final boolean keepAlive;

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final AtomicLong openedCount = new AtomicLong();

	private final Object monitor = new Object();

	private volatile @Nullable Activity activity;

	private boolean stopped;

	private volatile @Nullable BrokerSession session;

	private volatile @Nullable Socket socket;

	private volatile @Nullable Throwable lastFailure;

	private volatile boolean running;

	/**
	 * Creates a connection, without opening it.
	 * @param name what the connection is for, in thread names, logs and health
	 * @param address the broker's address, for messages
	 * @param connectionFactory makes the connections, and is used for nothing else
	 * @param backOff the pauses between attempts
	 * @param keepAlive whether the JVM stays while the connection is asked for: an
	 * application that only serves has no other thread before the broker is there
	 */
	public BrokerConnection(String name, String address, CachingConnectionFactory connectionFactory,
			ExponentialBackOff backOff, boolean keepAlive) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(address, "'address' must not be null");
		Assert.notNull(connectionFactory, "'connectionFactory' must not be null");
		Assert.notNull(backOff, "'backOff' must not be null");
		this.name = name;
		this.address = address;
		this.connectionFactory = connectionFactory;
		this.backOff = backOff;
		this.keepAlive = keepAlive;
		// Consumers run on the connection's own thread; ours only hand over.
		connectionFactory.setExecutor(new ExecutorServiceAdapter(new SyncTaskExecutor()));
		ConnectionFactory rabbitFactory = connectionFactory.getRabbitConnectionFactory();
		rabbitFactory
			.setSocketConfigurator(rabbitFactory.getSocketConfigurator().andThen((opening) -> this.socket = opening));
	}

	/**
	 * Adds a listener. A listener added while the connection is open is told at its next
	 * opening.
	 * @param listener the listener
	 */
	public void addListener(Listener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Asks for the connection: the first call starts to open it, in the background.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 * and the listeners have been told
	 */
	public CompletableFuture<Void> open() {
		synchronized (this.monitor) {
			if (this.stopped) {
				return CompletableFuture
					.failedFuture(new RabiBridgeException("The RabiBridge " + this.name + " connection is stopped"));
			}
			if (this.activity == null) {
				this.activity = new Activity();
				this.activity.connectSoon(0);
			}
			return this.activity.firstAttempt;
		}
	}

	/**
	 * Opens the connection and waits for the first attempt.
	 * @param timeout how long to wait
	 * @throws BrokerUnavailableException if the attempt failed or took longer
	 */
	public void openAndWait(Duration timeout) {
		if (this.session != null) {
			return;
		}
		Throwable failure;
		try {
			open().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		catch (ExecutionException ex) {
			failure = Objects.requireNonNullElse(ex.getCause(), ex);
		}
		catch (TimeoutException ex) {
			failure = ex;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failure = ex;
		}
		throw new BrokerUnavailableException(this.name, this.address, BrokerFailures.describe(failure), failure);
	}

	/**
	 * The open connection.
	 * @return the session, or {@code null} if there is none at present
	 */
	public @Nullable BrokerSession session() {
		return this.session;
	}

	/**
	 * Runs a task on the thread that opens the connection, which may wait for the broker.
	 * Dropped if the connection is stopped.
	 * @param task the task
	 * @param delay how long to wait before
	 */
	public void schedule(Runnable task, Duration delay) {
		synchronized (this.monitor) {
			if (this.activity != null) {
				this.activity.threads.schedule(task, delay.toMillis());
			}
		}
	}

	/**
	 * Runs a task on a timer's thread, which it must not block.
	 * @param task the task
	 * @param delay how long to wait before
	 * @return whether it will be run, unless the connection is stopped before
	 */
	public boolean later(Runnable task, Duration delay) {
		Activity current = this.activity;
		return current != null && current.threads.later(task, delay);
	}

	/**
	 * What the connection is for.
	 * @return for example {@code client}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The broker's address.
	 * @return host and port, or several
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Whether the connection was asked for: until then it is not open and not missed.
	 * @return {@code true} if it is open or being opened
	 */
	public boolean isWanted() {
		synchronized (this.monitor) {
			return this.activity != null;
		}
	}

	/**
	 * How often the connection was opened again after the first time.
	 * @return the number
	 */
	public long reconnectCount() {
		return Math.max(0, this.openedCount.get() - 1);
	}

	/**
	 * Why the connection is not open.
	 * @return one sentence without credentials, or {@code null} if no attempt failed and
	 * none was lost since it was last opened
	 */
	public @Nullable String failure() {
		Throwable failure = this.lastFailure;
		return (failure != null) ? BrokerFailures.describe(failure) : null;
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			this.stopped = false;
		}
		this.running = true;
	}

	@Override
	public void stop() {
		Activity ended;
		synchronized (this.monitor) {
			this.stopped = true;
			ended = this.activity;
			this.activity = null;
		}
		if (ended != null) {
			ended.end();
		}
		this.running = false;
	}

	/**
	 * Ends the connection of an application whose start failed, and which is not stopped
	 * for that.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	/**
	 * Is told when the connection opens and ends.
	 */
	public interface Listener {

		/**
		 * The connection is open. Called on the thread that opens it, and may wait for
		 * the broker.
		 * @param session the session
		 */
		void opened(BrokerSession session);

		/**
		 * The connection is gone. Called on the connection's thread, and must not block.
		 * @param session the session
		 * @param cause why
		 */
		void closed(BrokerSession session, Throwable cause);

		/**
		 * The broker takes messages again. Called on the connection's thread, and must
		 * not block.
		 * @param session the session
		 */
		default void unblocked(BrokerSession session) {
		}

	}

	/**
	 * The time between start and stop, with its threads.
	 */
	private final class Activity {

		private final ConnectionThreads threads = new ConnectionThreads(BrokerConnection.this.name,
				BrokerConnection.this.keepAlive);

		private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

		private final ReconnectPauses pauses = new ReconnectPauses(BrokerConnection.this.backOff);

		private volatile boolean ended;

		private Activity() {
			// Without it, a connection that is lost while a write waits is never closed.
			BrokerConnection.this.connectionFactory.getRabbitConnectionFactory()
				.setShutdownExecutor(this.threads.closer());
		}

		private void connectSoon(long delayMillis) {
			this.threads.schedule(this::connect, delayMillis);
		}

		private void connect() {
			if (this.ended || BrokerConnection.this.session != null) {
				return;
			}
			try {
				Connection connection = BrokerConnection.this.connectionFactory.createConnection();
				opened(new BrokerSession(connection.getDelegate(), this.threads.writer()));
			}
			catch (RuntimeException ex) {
				failed(ex);
			}
		}

		private void opened(BrokerSession opened) {
			BrokerConnection.this.lastFailure = null;
			BrokerConnection.this.openedCount.incrementAndGet();
			this.pauses.reset();
			BrokerConnection.this.session = opened;
			opened.connection().addBlockedListener(new BlockedNotifier(opened));
			opened.connection().addShutdownListener((cause) -> closed(opened, cause));
			for (Listener listener : BrokerConnection.this.listeners) {
				this.threads.run(() -> listener.opened(opened));
			}
			this.firstAttempt.complete(null);
		}

		private void failed(Exception failure) {
			BrokerConnection.this.lastFailure = failure;
			long pause = this.pauses.nextMillis();
			BrokerConnection.this.failureLog
				.warn(() -> "Cannot connect to RabbitMQ at %s for the RabiBridge %s, trying again in %d ms: %s"
					.formatted(BrokerConnection.this.address, BrokerConnection.this.name, pause,
							BrokerFailures.describe(failure)));
			this.firstAttempt.completeExceptionally(failure);
			connectSoon(pause);
		}

		private void closed(BrokerSession closed, Throwable cause) {
			if (!closed.end()) {
				return;
			}
			if (BrokerConnection.this.session == closed) {
				BrokerConnection.this.session = null;
			}
			if (!this.ended) {
				BrokerConnection.this.lastFailure = cause;
				BrokerConnection.this.failureLog
					.warn(() -> "The RabiBridge %s connection to RabbitMQ at %s was lost and will be opened again: %s"
						.formatted(BrokerConnection.this.name, BrokerConnection.this.address,
								BrokerFailures.describe(cause)));
			}
			for (Listener listener : BrokerConnection.this.listeners) {
				this.threads.run(() -> listener.closed(closed, cause));
			}
			if (!this.ended) {
				connectSoon(this.pauses.nextMillis());
			}
		}

		private void end() {
			this.ended = true;
			this.threads.endControl();
			if (!close()) {
				logger.warn("RabbitMQ at %s does not answer the end of the RabiBridge %s connection, which is cut"
					.formatted(BrokerConnection.this.address, BrokerConnection.this.name));
				this.threads.closer().execute(this::cut);
			}
			this.firstAttempt.cancel(false);
			this.threads.end(CLOSE_TIMEOUT);
			// An attempt that was under way may have succeeded meanwhile.
			close();
			BrokerSession last = BrokerConnection.this.session;
			if (last != null) {
				// The connection's thread may tell later, and a start must not wait for
				// it.
				closed(last, new IOException("The connection was stopped"));
			}
		}

		private boolean close() {
			Future<?> closing = this.threads.closer().submit(BrokerConnection.this.connectionFactory::resetConnection);
			try {
				closing.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				return false;
			}
			catch (ExecutionException ex) {
				logger.debug("The RabiBridge " + BrokerConnection.this.name + " connection ended badly", ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return true;
		}

		private void cut() {
			Socket cut = BrokerConnection.this.socket;
			if (cut != null) {
				try {
					cut.setSoLinger(true, 0);
					cut.close();
				}
				catch (IOException ex) {
					// It was closed before.
				}
			}
		}

	}

	/**
	 * Notes when the broker stops and starts to take messages.
	 */
	private final class BlockedNotifier implements BlockedListener {

		private final BrokerSession session;

		private BlockedNotifier(BrokerSession session) {
			this.session = session;
		}

		@Override
		public void handleBlocked(String reason) {
			this.session.setBlockedReason(reason);
			logger.warn("RabbitMQ at %s takes no messages from the RabiBridge %s connection: %s"
				.formatted(BrokerConnection.this.address, BrokerConnection.this.name, reason));
		}

		@Override
		public void handleUnblocked() {
			this.session.setBlockedReason(null);
			logger.info("RabbitMQ at %s takes messages from the RabiBridge %s connection again"
				.formatted(BrokerConnection.this.address, BrokerConnection.this.name));
			BrokerConnection.this.listeners.forEach((listener) -> listener.unblocked(this.session));
		}

	}

}
