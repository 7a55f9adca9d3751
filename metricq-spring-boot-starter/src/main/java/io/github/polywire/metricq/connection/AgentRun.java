package io.github.polywire.metricq.connection;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqReconnectTimeoutException;
import io.github.polywire.metricq.MetricqTokenInUseException;
import io.github.polywire.metricq.wire.MetricqNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.BackOffExecution;

/**
 * The time between the first use of an agent and its stop: connections, and the channel
 * over which RPCs go.
 */
final class AgentRun implements BrokerConnection.Listener {

	private static final int RESOURCE_LOCKED = 405;

	private static final int NOT_FOUND = 404;

	private static final Log logger = LogFactory.getLog(AgentRun.class);

	private final RateLimitedLog setupLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final BrokerAccess access;

	private final BrokerConnection management;

	private final Map<String, BrokerConnection> others = new LinkedHashMap<>();

	private final ThreadPoolExecutor writer;

	private final RpcExchange rpcs;

	private final RpcServer server;

	private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

	private BackOffExecution setupPauses;

	private volatile @Nullable Throwable setupFailure;

	private volatile boolean ready;

	private volatile boolean ended;

	AgentRun(Agent agent, BrokerAccess access, RpcRequestHandler requests) {
		this.agent = agent;
		this.access = access;
		AgentSettings settings = agent.settings();
		this.setupPauses = settings.backOff().get().start();
		CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-" + settings.token() + "-writer-");
		threads.setDaemon(true);
		this.writer = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.writer.allowCoreThreadTimeOut(true);
		this.rpcs = new RpcExchange(agent, this.writer, this::failure);
		this.server = new RpcServer(agent, this.rpcs, requests, Instant.now());
		this.management = new BrokerConnection("management connection " + settings.token(), access.management(),
				settings.backOff().get());
	}

	void begin() {
		this.management.addListener(this);
		this.management.addListener(new Watchdog(this.management));
		this.management.open();
	}

	RpcExchange rpcs() {
		return this.rpcs;
	}

	CompletableFuture<Void> firstAttempt() {
		return this.firstAttempt;
	}

	boolean isReady() {
		return this.ready;
	}

	@Nullable Throwable failure() {
		if (this.ready) {
			return null;
		}
		Throwable failure = this.management.failure();
		return (failure != null) ? unreachable(failure) : this.setupFailure;
	}

	BrokerConnection connect(String kind, String address) {
		synchronized (this.others) {
			return this.others.computeIfAbsent(kind + " " + address, (key) -> {
				BrokerConnection connection = new BrokerConnection(kind + " " + this.agent.token(),
						this.access.derive(address), this.agent.settings().backOff().get());
				connection.addListener(new Watchdog(connection));
				connection.open();
				return connection;
			});
		}
	}

	Collection<BrokerConnection> connections() {
		List<BrokerConnection> all = new ArrayList<>();
		all.add(this.management);
		synchronized (this.others) {
			all.addAll(this.others.values());
		}
		return all;
	}

	void end(MetricqException cause) {
		this.ended = true;
		this.ready = false;
		List<BrokerConnection> all = new ArrayList<>(connections());
		all.remove(this.management);
		all.forEach(BrokerConnection::close);
		this.management.close();
		this.writer.shutdown();
		this.rpcs.failAll(cause);
		this.firstAttempt.completeExceptionally(cause);
	}

	@Override
	public void opened(BrokerSession session) {
		setUp(session);
	}

	@Override
	public void closed(BrokerSession session, Throwable cause) {
		this.ready = false;
		this.rpcs.detach(cause);
	}

	@Override
	public void failed(Throwable failure) {
		this.firstAttempt.completeExceptionally(unreachable(failure));
	}

	private MetricqConnectionException unreachable(Throwable failure) {
		return new MetricqConnectionException(
				"RabbitMQ at " + this.management.address() + " cannot be reached: " + Failures.describe(failure),
				failure);
	}

	private void setUp(BrokerSession session) {
		if (this.ended || !session.isOpen()) {
			return;
		}
		try {
			Channel channel = openManagementChannel(session);
			this.setupFailure = null;
			this.setupPauses = this.agent.settings().backOff().get().start();
			this.rpcs.attach(channel);
			this.ready = true;
			if (!session.isOpen()) {
				closed(session, new IOException("The connection was lost while it was set up"));
				return;
			}
			this.firstAttempt.complete(null);
			this.agent.ready();
		}
		catch (IOException | AlreadyClosedException | MetricqConnectionException ex) {
			setUpFailed(session, ex);
		}
	}

	private void setUpFailed(BrokerSession session, Exception failure) {
		this.setupFailure = failure;
		long pause = this.setupPauses.nextBackOff();
		this.setupLog.warn(() -> "The MetricQ agent '%s' cannot take part in the network yet, trying again in %d ms: %s"
			.formatted(this.agent.token(), pause, Failures.describe(failure)));
		this.firstAttempt.completeExceptionally((failure instanceof MetricqException) ? failure
				: new MetricqConnectionException(Failures.describe(failure), failure));
		this.management.schedule(() -> setUp(session), Duration.ofMillis(pause));
	}

	private Channel openManagementChannel(BrokerSession session) throws IOException {
		Channel channel = session.openChannel();
		String queue = MetricqNames.rpcQueue(this.agent.token());
		try {
			channel.queueDeclare(queue, false, true, false, null);
		}
		catch (IOException ex) {
			if (Failures.replyCode(ex) == RESOURCE_LOCKED) {
				throw new MetricqTokenInUseException(this.agent.token(), this.agent.settings().tokenProperty(), ex);
			}
			throw ex;
		}
		try {
			channel.exchangeDeclarePassive(MetricqNames.BROADCAST_EXCHANGE);
			channel.exchangeDeclarePassive(MetricqNames.MANAGEMENT_EXCHANGE);
		}
		catch (IOException ex) {
			if (Failures.replyCode(ex) == NOT_FOUND) {
				// The queue is exclusive to the connection and stays for the next
				// attempt.
				throw new MetricqConnectionException("RabbitMQ at " + this.management.address()
						+ " has no MetricQ exchanges, which a manager declares: start a MetricQ manager there, or set"
						+ " metricq.network.embedded=true", ex);
			}
			throw ex;
		}
		channel.queueBind(queue, MetricqNames.BROADCAST_EXCHANGE, MetricqNames.ALL);
		channel.addReturnListener((returned) -> this.rpcs.unroutable(returned.getProperties()));
		// The queue ends with the connection: nothing is gained by acknowledgements.
		channel.basicConsume(queue, true, new ManagementConsumer(channel, session));
		return channel;
	}

	/**
	 * Takes what comes over the agent's RPC queue.
	 */
	private final class ManagementConsumer extends DefaultConsumer {

		private final BrokerSession session;

		private ManagementConsumer(Channel channel, BrokerSession session) {
			super(channel);
			this.session = session;
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
			AgentRun.this.server.received(properties, body);
		}

		@Override
		public void handleCancel(String consumerTag) {
			// Somebody deleted the queue: begin again on a channel of its own.
			AgentRun.this.ready = false;
			AgentRun.this.rpcs.detach(new IOException("The queue of the agent was deleted"));
			AgentRun.this.management.schedule(() -> {
				RabbitUtils.closeChannel(getChannel());
				setUp(this.session);
			}, Duration.ZERO);
		}

	}

	/**
	 * Stops the agent when a connection is missing for too long.
	 */
	private final class Watchdog implements BrokerConnection.Listener {

		private final BrokerConnection connection;

		private Watchdog(BrokerConnection connection) {
			this.connection = connection;
		}

		@Override
		public void opened(BrokerSession session) {
			// Nothing is missing.
		}

		@Override
		public void failed(Throwable failure) {
			Duration timeout = AgentRun.this.agent.settings().connectionTimeout();
			if (this.connection.missingFor().compareTo(timeout) > 0) {
				AgentRun.this.agent.executor()
					.execute(() -> AgentRun.this.agent
						.stop(new MetricqReconnectTimeoutException(this.connection.name(), timeout, failure)));
			}
		}

	}

}
