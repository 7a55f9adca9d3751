package io.github.polywire.metricq.connection;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.metricq.MetricqConnectionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.support.ExecutorServiceAdapter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Keeps a connection to a broker: opened when it is asked for, opened again with back-off
 * whenever it is lost, until it is closed. Thread-safe.
 */
public final class BrokerConnection {

	private static final Log logger = LogFactory.getLog(BrokerConnection.class);

	private final String name;

	private final BrokerTarget target;

	private final ExponentialBackOff backOff;

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final AtomicLong openedCount = new AtomicLong();

	private final ScheduledThreadPoolExecutor control;

	private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

	private final AtomicLong missingSince = new AtomicLong();

	private BackOffExecution pauses;

	private boolean opening;

	private volatile boolean closed;

	private volatile @Nullable BrokerSession session;

	private volatile @Nullable Throwable lastFailure;

	/**
	 * Creates a connection, without opening it.
	 * @param name the connection's name, as the broker shows it
	 * @param target where to connect
	 * @param backOff the pauses between attempts
	 */
	public BrokerConnection(String name, BrokerTarget target, ExponentialBackOff backOff) {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(target, "'target' must not be null");
		Assert.notNull(backOff, "'backOff' must not be null");
		this.name = name;
		this.target = target;
		this.backOff = backOff;
		this.pauses = backOff.start();
		CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-" + name.replace(' ', '-') + "-");
		// Not a daemon: an application that only listens has no other thread before the
		// broker is there.
		this.control = new ScheduledThreadPoolExecutor(1, threads);
		this.control.setRemoveOnCancelPolicy(true);
		this.control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		// No thread before the connection is asked for, and none after its end.
		this.control.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.control.allowCoreThreadTimeOut(true);
	}

	/**
	 * Adds a listener. A listener added while the connection is open is told at once.
	 * @param listener the listener
	 */
	public void addListener(Listener listener) {
		schedule(() -> {
			this.listeners.add(listener);
			BrokerSession current = this.session;
			if (current != null) {
				run(() -> listener.opened(current));
			}
		}, Duration.ZERO);
	}

	/**
	 * Removes a listener.
	 * @param listener the listener
	 */
	public void removeListener(Listener listener) {
		schedule(() -> this.listeners.remove(listener), Duration.ZERO);
	}

	/**
	 * Asks for the connection: the first call starts to open it, in the background.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 * and the listeners have been told
	 */
	public CompletableFuture<Void> open() {
		synchronized (this.control) {
			if (!this.opening) {
				this.opening = true;
				this.missingSince.set(System.nanoTime());
				schedule(this::connect, Duration.ZERO);
			}
		}
		return this.firstAttempt;
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
	 * Dropped if the connection is closed.
	 * @param task the task
	 * @param delay how long to wait before
	 */
	public void schedule(Runnable task, Duration delay) {
		try {
			this.control.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Closed: a task of the MetricQ " + this.name + " is dropped");
		}
	}

	/**
	 * The connection's name.
	 * @return for example {@code data connection source-lab}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The broker's address.
	 * @return host and port, or several, and the virtual host
	 */
	public String address() {
		return this.target.describe();
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
	 * @return the last failure, or {@code null} if none came since it was last opened
	 */
	public @Nullable Throwable failure() {
		return this.lastFailure;
	}

	/**
	 * How long the connection has been missing since it was asked for or lost.
	 * @return the time, zero while it is open
	 */
	Duration missingFor() {
		return (this.session != null) ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - this.missingSince.get());
	}

	/**
	 * Closes the connection for good.
	 */
	public void close() {
		this.closed = true;
		this.control.shutdownNow();
		BrokerSession last = this.session;
		if (last != null) {
			last.close();
			lost(last, new IOException("The connection was stopped"));
		}
		this.firstAttempt
			.completeExceptionally(new MetricqConnectionException("The MetricQ " + this.name + " is closed", null));
	}

	private void connect() {
		if (this.closed || this.session != null) {
			return;
		}
		AtomicReference<Socket> socket = new AtomicReference<>();
		try {
			ConnectionFactory factory = this.target.factory().clone();
			factory.setAutomaticRecoveryEnabled(false);
			factory.setSocketConfigurator(factory.getSocketConfigurator().andThen(socket::set));
			// Consumers run on the connection's own thread; ours only hand over.
			Connection connection = factory.newConnection(new ExecutorServiceAdapter(new SyncTaskExecutor()),
					this.target.addresses(), this.name);
			opened(new BrokerSession(connection, socket.get()));
		}
		catch (IOException | TimeoutException | RuntimeException ex) {
			failed(ex);
		}
	}

	private void opened(BrokerSession opened) {
		this.lastFailure = null;
		this.openedCount.incrementAndGet();
		this.pauses = this.backOff.start();
		this.session = opened;
		opened.connection().addBlockedListener(new BlockedNotifier(opened));
		opened.connection().addShutdownListener((cause) -> lost(opened, cause));
		for (Listener listener : this.listeners) {
			run(() -> listener.opened(opened));
		}
		this.firstAttempt.complete(null);
		if (this.closed) {
			opened.close();
		}
	}

	private void failed(Exception failure) {
		this.lastFailure = failure;
		Duration pause = nextPause();
		this.failureLog.warn(() -> "Cannot open the MetricQ %s to RabbitMQ at %s, trying again in %d ms: %s"
			.formatted(this.name, address(), pause.toMillis(), Failures.describe(failure)));
		for (Listener listener : this.listeners) {
			run(() -> listener.failed(failure));
		}
		this.firstAttempt.completeExceptionally(failure);
		schedule(this::connect, pause);
	}

	private void lost(BrokerSession lost, Throwable cause) {
		if (!lost.end()) {
			return;
		}
		this.missingSince.set(System.nanoTime());
		this.session = null;
		if (!this.closed) {
			this.lastFailure = cause;
			this.failureLog.warn(() -> "The MetricQ %s to RabbitMQ at %s was lost and will be opened again: %s"
				.formatted(this.name, address(), Failures.describe(cause)));
		}
		for (Listener listener : this.listeners) {
			run(() -> listener.closed(lost, cause));
		}
		schedule(this::connect, Duration.ofMillis(this.backOff.getInitialInterval()));
	}

	private Duration nextPause() {
		long pause = this.pauses.nextBackOff();
		return Duration.ofMillis((pause != BackOffExecution.STOP) ? pause : this.backOff.getMaxInterval());
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			if (!this.closed) {
				logger.error("A task of the MetricQ " + this.name + " failed", ex);
			}
		}
	}

	/**
	 * Is told when the connection opens and ends.
	 */
	public interface Listener {

		/**
		 * The connection is open. Called on the thread that opens it, and may wait for
		 * the broker, but not for an answer to an RPC.
		 * @param session the session
		 */
		void opened(BrokerSession session);

		/**
		 * The connection is gone. Called on the connection's thread, and must not block.
		 * @param session the session
		 * @param cause why
		 */
		default void closed(BrokerSession session, Throwable cause) {
		}

		/**
		 * An attempt to open the connection failed. Must not block.
		 * @param failure why
		 */
		default void failed(Throwable failure) {
		}

		/**
		 * The broker takes no messages at present. Called on the connection's thread, and
		 * must not block.
		 * @param session the session
		 */
		default void blocked(BrokerSession session) {
		}

		/**
		 * The broker takes messages again. Called on the connection's thread, and must
		 * not block.
		 * @param session the session
		 */
		default void unblocked(BrokerSession session) {
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
			logger.warn("RabbitMQ at %s takes no messages from the MetricQ %s: %s".formatted(address(),
					BrokerConnection.this.name, reason));
			BrokerConnection.this.listeners.forEach((listener) -> listener.blocked(this.session));
		}

		@Override
		public void handleUnblocked() {
			this.session.setBlockedReason(null);
			logger.info("RabbitMQ at %s takes messages from the MetricQ %s again".formatted(address(),
					BrokerConnection.this.name));
			BrokerConnection.this.listeners.forEach((listener) -> listener.unblocked(this.session));
		}

	}

}
