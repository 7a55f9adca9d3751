package io.github.polywire.natsmicro.connection;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;

/**
 * Keeps the application's connection to NATS. The client library makes a lost connection
 * again by itself, but closes it for good when a server refuses the credentials twice;
 * then another is made. What the application is given stands for whichever there is at
 * present. First up and last down of the starter's lifecycles; the first use of the
 * connection starts it, too. Thread-safe.
 */
public final class NatsConnectionManager implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(NatsConnectionManager.class);

	private final Options options;

	private final boolean failFast;

	private final Duration shutdownTimeout;

	private final Consumer<NatsConnectionEvent> events;

	private final String servers;

	private final ConnectionProblems problems;

	private final Connection connection;

	private final AtomicLong reconnects = new AtomicLong();

	private final ReentrantLock changes = new ReentrantLock();

	private volatile @Nullable ConnectionSession session;

	private @Nullable ScheduledExecutorService connector;

	private volatile boolean running;

	private volatile boolean closedByApplication;

	/**
	 * Creates a manager, without connecting.
	 * @param options how to connect
	 * @param failFast whether the start fails if NATS cannot be reached
	 * @param shutdownTimeout how long a stop may take
	 * @param events is told of events
	 */
	public NatsConnectionManager(Options options, boolean failFast, Duration shutdownTimeout,
			Consumer<NatsConnectionEvent> events) {
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(shutdownTimeout, "'shutdownTimeout' must not be null");
		Assert.notNull(events, "'events' must not be null");
		this.options = options;
		this.failFast = failFast;
		this.shutdownTimeout = shutdownTimeout;
		this.events = events;
		this.servers = ServerAddresses.describe(options.getServers());
		this.problems = new ConnectionProblems(this.servers);
		this.connection = (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, this::invoke);
	}

	/**
	 * The connection, to be used at any time: what is published while it is made or made
	 * again is kept up to the reconnect buffer's size, and what is subscribed becomes
	 * active with it.
	 * @return the connection, the same one always
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * The servers that are tried.
	 * @return their addresses, without credentials
	 */
	public String servers() {
		return this.servers;
	}

	/**
	 * Why there is no connection, as far as that is known.
	 * @return one sentence without credentials, or {@code null}
	 */
	public @Nullable String failure() {
		return this.problems.lastProblem();
	}

	/**
	 * How often the connection was made again, or replaced.
	 * @return the number
	 */
	public long reconnectCount() {
		return this.reconnects.get();
	}

	/**
	 * How often a subscription became too slow, so that messages for it were dropped.
	 * @return the number
	 */
	public long slowConsumerCount() {
		return this.problems.slowConsumerCount();
	}

	/**
	 * How many outgoing messages were discarded because their queue was full.
	 * @return the number
	 */
	public long discardedCount() {
		return this.problems.discardedCount();
	}

	/**
	 * How often the connection was made again because a message could not be read.
	 * @return the number
	 */
	public long unreadableCount() {
		return this.problems.unreadableCount();
	}

	private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		if (ReflectionUtils.isObjectMethod(method)) {
			return switch (method.getName()) {
				case "equals" -> arguments != null && proxy == arguments[0];
				case "hashCode" -> System.identityHashCode(proxy);
				default -> "Connection to NATS at " + this.servers;
			};
		}
		if (method.getName().equals("close") || method.getName().equals("drain")) {
			this.closedByApplication = true;
		}
		try {
			return method.invoke(current(), arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private Connection current() {
		ConnectionSession current = this.session;
		Connection target = (current != null) ? current.connection() : null;
		return (target != null) ? target : open().await();
	}

	private ConnectionSession open() {
		this.changes.lock();
		try {
			ConnectionSession current = this.session;
			if (current == null || (current.isEnded() && !this.closedByApplication)) {
				current = newSession(null);
				if (this.failFast) {
					connectNow(current);
				}
				else {
					connectSoon(current, Duration.ZERO);
				}
			}
			return current;
		}
		finally {
			this.changes.unlock();
		}
	}

	private ConnectionSession newSession(@Nullable Connection replaced) {
		ConnectionSession created = new ConnectionSession(this.options, this.problems, replaced, this::changed);
		this.session = created;
		return created;
	}

	private void connectNow(ConnectionSession created) {
		try {
			created.connected(Nats.connect(created.options()));
		}
		catch (IOException ex) {
			created.end();
			String reason = this.problems.lastProblem();
			throw new NatsUnavailableException(this.servers,
					(reason != null) ? reason : ConnectionProblems.describe(ex), withoutCredentials(ex));
		}
		catch (InterruptedException ex) {
			created.end();
			Thread.currentThread().interrupt();
			throw new NatsUnavailableException(this.servers, "interrupted while connecting", ex);
		}
	}

	/**
	 * The library's own exception shows the URLs as they were given.
	 * @param failure the exception
	 * @return one of the same text without credentials
	 */
	private static IOException withoutCredentials(IOException failure) {
		IOException safe = new IOException(ServerAddresses.withoutCredentials(failure.getMessage()));
		safe.setStackTrace(failure.getStackTrace());
		return safe;
	}

	private void connectSoon(ConnectionSession created, Duration delay) {
		if (this.connector == null) {
			this.connector = new ScheduledThreadPoolExecutor(1, new CustomizableThreadFactory("nats-connect-"));
		}
		try {
			this.connector.schedule(() -> connect(created), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Stopped: no connection to NATS is made", ex);
		}
	}

	private void connect(ConnectionSession created) {
		try {
			// Returns when there is a connection, or the library has given up.
			created.connected(Nats.connectReconnectOnConnect(created.options()));
		}
		catch (IOException | RuntimeException ex) {
			this.problems.exceptionOccurred(null, ex);
			replace(created);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void changed(ConnectionSession changed, NatsConnectionEvent.Type type, @Nullable String server) {
		switch (type) {
			case CONNECTED -> {
				this.problems.forget();
				logger.info("Connected to NATS at " + server);
			}
			case RECONNECTED, REPLACED -> {
				this.problems.forget();
				this.reconnects.incrementAndGet();
				logger.info("Connected to NATS at " + server + " again");
			}
			case DISCONNECTED -> {
				if (!changed.isEnded()) {
					this.problems.disconnected();
				}
			}
			case CLOSED -> replace(changed);
			default -> logger.info("NATS at " + server + ": " + type);
		}
		this.events.accept(new NatsConnectionEvent(this.connection, type, server));
	}

	private void replace(ConnectionSession lost) {
		this.changes.lock();
		try {
			if (lost.end() && lost == this.session && !this.closedByApplication) {
				connectSoon(newSession(lost.connection()), this.options.getReconnectWait());
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.closedByApplication = false;
		open().await();
	}

	@Override
	public void stop() {
		ConnectionSession ended;
		ScheduledExecutorService endedConnector;
		this.changes.lock();
		try {
			ended = this.session;
			endedConnector = this.connector;
			this.connector = null;
			if (ended != null) {
				ended.end();
			}
		}
		finally {
			this.changes.unlock();
		}
		if (endedConnector != null) {
			endedConnector.shutdownNow();
		}
		if (ended != null && !ended.close(this.shutdownTimeout)) {
			logger.warn("NATS at " + this.servers + " does not answer the end of the connection, which is left behind");
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

}
