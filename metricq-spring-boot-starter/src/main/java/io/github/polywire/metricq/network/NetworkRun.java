package io.github.polywire.metricq.network;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.BrokerConnection;
import io.github.polywire.metricq.connection.BrokerSession;
import io.github.polywire.metricq.connection.BrokerTarget;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.wire.MetricqNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The time between start and stop of a network: its two connections, and the threads that
 * serve. Requests are taken while both connections are open.
 */
final class NetworkRun implements BrokerConnection.Listener {

	private static final Log logger = LogFactory.getLog(NetworkRun.class);

	private final RateLimitedLog setUpLog = new RateLimitedLog(logger);

	private final NetworkSettings settings;

	private final NetworkTopology topology;

	private final MemoryDatabase database;

	private final ManagerServer server;

	private final ConfigPusher pusher;

	private final Runnable served;

	private final BrokerConnection management;

	private final BrokerConnection data;

	private final ThreadPoolExecutor managerThread = singleThread("metricq-manager-");

	private final ThreadPoolExecutor databaseThread = singleThread("metricq-database-");

	private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

	private BackOffExecution pauses;

	private volatile @Nullable ManagerChannel channel;

	private volatile @Nullable Throwable failure;

	private volatile boolean ended;

	NetworkRun(NetworkSettings settings, BrokerAccess access, NetworkTopology topology, MemoryDatabase database,
			ManagerServer server, ConfigPusher pusher, Runnable served) {
		this.settings = settings;
		this.topology = topology;
		this.database = database;
		this.server = server;
		this.pusher = pusher;
		this.served = served;
		String address = settings.dataServerAddress();
		BrokerTarget dataTarget = (address != null) ? access.derive(address) : access.management();
		this.management = new BrokerConnection("management connection " + MetricqNames.MANAGER_TOKEN,
				access.management(), settings.backOff().get());
		this.data = new BrokerConnection("manager data connection", dataTarget, settings.backOff().get());
		this.pauses = settings.backOff().get().start();
	}

	/**
	 * Connects, in the background.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 */
	CompletableFuture<Void> begin() {
		this.management.addListener(this);
		this.data.addListener(this);
		this.management.open();
		this.data.open();
		return this.firstAttempt;
	}

	NetworkState state() {
		if (this.channel != null) {
			return NetworkState.RUNNING;
		}
		return (this.failure instanceof OtherManagerException) ? NetworkState.STANDBY : NetworkState.CONNECTING;
	}

	@Nullable String failure() {
		Throwable cause = this.failure;
		for (BrokerConnection connection : new BrokerConnection[] { this.management, this.data }) {
			BrokerSession session = connection.session();
			if (session == null) {
				cause = connection.failure();
			}
			else if (session.blockedReason() != null) {
				return "RabbitMQ takes no messages: " + session.blockedReason();
			}
		}
		return (cause != null) ? describe(cause) : null;
	}

	/**
	 * Sends a client its configuration.
	 * @param token the client's token
	 * @param config its configuration
	 * @param result what becomes of it
	 */
	void push(String token, ObjectNode config, CompletableFuture<Boolean> result) {
		boolean accepted = execute(() -> {
			ManagerChannel current = this.channel;
			if (current != null) {
				this.pusher.push(token, config, current, result);
			}
			else {
				result.completeExceptionally(new MetricqConnectionException("The manager is not connected, so '" + token
						+ "' does not know its changed configuration until it registers again", this.failure));
			}
		});
		if (!accepted) {
			result.complete(false);
		}
	}

	/**
	 * Runs a task after the requests that wait.
	 * @param task the task
	 * @return whether it will run
	 */
	boolean execute(Runnable task) {
		try {
			this.managerThread.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Answers the requests that were received, and disconnects.
	 * @param patience how long to wait for them
	 */
	void end(Duration patience) {
		this.ended = true;
		finish(this.managerThread, patience);
		finish(this.databaseThread, patience);
		this.management.close();
		this.data.close();
		this.topology.detach();
		this.database.detach();
		this.firstAttempt.completeExceptionally(new MetricqConnectionException("The network was stopped", null));
	}

	@Override
	public void opened(BrokerSession session) {
		this.management.schedule(this::setUpOnce, Duration.ZERO);
	}

	@Override
	public void closed(BrokerSession session, Throwable cause) {
		this.failure = cause;
		this.pusher.disconnected(cause);
		this.management.schedule(this::setUp, Duration.ZERO);
	}

	@Override
	public void failed(Throwable cause) {
		this.failure = cause;
		this.firstAttempt.completeExceptionally(cause);
	}

	// Both connections ask for it, and the later one may come when it is done.
	private void setUpOnce() {
		if (this.channel == null) {
			setUp();
		}
	}

	// On the management connection's thread. Begins to serve if both connections are
	// there, and ends to serve if one is not.
	private void setUp() {
		ManagerChannel previous = this.channel;
		this.channel = null;
		if (previous != null) {
			previous.close();
		}
		BrokerSession managementSession = this.management.session();
		BrokerSession dataSession = this.data.session();
		if (this.ended || managementSession == null || dataSession == null) {
			this.topology.detach();
			this.database.detach();
			return;
		}
		try {
			ManagerChannel opened = ManagerChannel.open(managementSession);
			this.topology.attach(dataSession);
			this.database.attach(dataSession, this.databaseThread, () -> channelClosed(opened));
			this.failure = null;
			this.channel = opened;
			opened.consume((request) -> received(request, opened), this.pusher::answered, this.pusher::unroutable,
					() -> channelClosed(opened));
			this.pauses = this.settings.backOff().get().start();
			logger.info("The embedded MetricQ network serves RabbitMQ at " + this.management.address());
			this.firstAttempt.complete(null);
		}
		catch (IOException | AlreadyClosedException | OtherManagerException ex) {
			setUpFailed(ex);
		}
	}

	private void setUpFailed(Exception cause) {
		boolean standingBy = this.failure instanceof OtherManagerException;
		this.channel = null;
		this.failure = cause;
		long pause = this.pauses.nextBackOff();
		if (!(cause instanceof OtherManagerException)) {
			this.setUpLog
				.warn(() -> "The embedded MetricQ network does not serve RabbitMQ at %s yet, trying again in %d ms: %s"
					.formatted(this.management.address(), pause, describe(cause)));
		}
		else if (!standingBy) {
			logger.warn("The embedded MetricQ network stands by at RabbitMQ at %s: %s"
				.formatted(this.management.address(), describe(cause)));
		}
		this.firstAttempt.completeExceptionally(cause);
		this.management.schedule(this::setUpOnce, Duration.ofMillis(pause));
	}

	private void channelClosed(ManagerChannel closed) {
		this.management.schedule(() -> {
			if (this.channel == closed) {
				setUp();
			}
		}, Duration.ofMillis(this.settings.backOff().get().getInitialInterval()));
	}

	private void received(Delivery request, ManagerChannel from) {
		execute(() -> {
			if (this.channel == from) {
				this.server.serve(request, from);
				this.served.run();
			}
		});
	}

	private static String describe(Throwable cause) {
		Throwable root = cause;
		while (root.getCause() != null && !(root instanceof OtherManagerException)) {
			root = root.getCause();
		}
		return String.valueOf(root.getMessage());
	}

	private static void finish(ThreadPoolExecutor executor, Duration patience) {
		executor.shutdown();
		try {
			if (!executor.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
				executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	private static ThreadPoolExecutor singleThread(String name) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(name);
		threads.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

}
