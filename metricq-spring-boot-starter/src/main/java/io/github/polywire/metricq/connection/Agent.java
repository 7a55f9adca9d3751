package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqConfigurationMissingException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.wire.RpcCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * One client of the network: its token, its management connection, the connections that
 * its registration leads to, and RPC both ways. First up and last down of the starter's
 * lifecycles; connections are opened when something first uses the agent.
 */
public final class Agent implements MetricqAgent, SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(Agent.class);

	private final AgentSettings settings;

	private final BrokerAccess access;

	private final RpcCodec codec;

	private final RpcRequestHandler requests;

	private final Executor executor;

	private final AgentObservations observations;

	private final BiConsumer<MetricqAgent, Throwable> stoppedByFailure;

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private final Object monitor = new Object();

	private volatile @Nullable AgentRun run;

	private volatile boolean stopped;

	private volatile @Nullable Throwable stopCause;

	private volatile boolean running;

	private volatile long earlierReconnects;

	/**
	 * Creates an agent, without connecting it.
	 * @param settings how it behaves
	 * @param access where it connects
	 * @param codec writes and reads RPC messages
	 * @param requests answers what the network asks
	 * @param executor runs what answers and completes, which may block
	 * @param observations observes what the agent asks and answers
	 * @param stoppedByFailure is told when the agent is stopped because of a failure
	 */
	public Agent(AgentSettings settings, BrokerAccess access, RpcCodec codec, RpcRequestHandler requests,
			Executor executor, AgentObservations observations, BiConsumer<MetricqAgent, Throwable> stoppedByFailure) {
		Assert.notNull(settings, "'settings' must not be null");
		this.settings = settings;
		this.access = access;
		this.codec = codec;
		this.requests = requests;
		this.executor = executor;
		this.observations = observations;
		this.stoppedByFailure = stoppedByFailure;
	}

	@Override
	public MetricqRole role() {
		return this.settings.role();
	}

	@Override
	public String token() {
		return this.settings.token();
	}

	/**
	 * How the agent behaves.
	 * @return the settings
	 */
	public AgentSettings settings() {
		return this.settings;
	}

	/**
	 * Writes and reads RPC messages.
	 * @return the codec
	 */
	public RpcCodec codec() {
		return this.codec;
	}

	/**
	 * Runs what may block.
	 * @return the executor
	 */
	public Executor executor() {
		return this.executor;
	}

	/**
	 * Observes what the agent asks and answers.
	 * @return the observations
	 */
	public AgentObservations observations() {
		return this.observations;
	}

	/**
	 * Adds a listener. A listener added while the agent is ready is told when it is ready
	 * next.
	 * @param listener the listener
	 */
	public void addListener(Listener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Removes a listener.
	 * @param listener the listener
	 */
	public void removeListener(Listener listener) {
		this.listeners.remove(listener);
	}

	/**
	 * Asks for the agent: the first call starts to connect it, in the background.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 * @throws MetricqAgentStoppedException if the agent is stopped
	 */
	public CompletableFuture<Void> use() {
		return activeRun().firstAttempt();
	}

	/**
	 * Asks something of the manager.
	 * @param function the function
	 * @param arguments the arguments by name
	 * @param timeout how long to wait, for the connection and the answer together, or
	 * {@code null} for the default
	 * @return the result, or a {@link MetricqException}; completed on a thread that may
	 * be blocked
	 * @throws MetricqAgentStoppedException if the agent is stopped
	 */
	public CompletableFuture<ObjectNode> rpc(String function, Map<String, ? extends @Nullable Object> arguments,
			@Nullable Duration timeout) {
		return activeRun().rpcs().call(function, arguments, (timeout != null) ? timeout : this.settings.rpcTimeout());
	}

	/**
	 * Asks something of every agent.
	 * @param function the function
	 * @param arguments the arguments by name
	 * @param timeout how long to take answers
	 * @param answers takes each answer, on a thread that may be blocked
	 * @return completed when the time is over
	 * @throws MetricqAgentStoppedException if the agent is stopped
	 */
	public CompletableFuture<Void> broadcast(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout, Consumer<MetricqRpcAnswer> answers) {
		return activeRun().rpcs().broadcast(function, arguments, timeout, answers);
	}

	/**
	 * Registers the agent with the manager, and hands the configuration that comes with
	 * it to those who handle {@code config}.
	 * @param function the role's function
	 * @return what the manager answered, or a {@link MetricqException}
	 */
	public CompletableFuture<ObjectNode> register(String function) {
		return rpc(function, Map.of(), null).handle((result, failure) -> {
			if (failure == null) {
				configured(result.get("config"));
				return result;
			}
			Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
			if (failure instanceof MetricqRpcException rpc && rpc.getError().contains("was not found")) {
				throw new MetricqConfigurationMissingException(token(), function, rpc.getError());
			}
			throw (failure instanceof MetricqException exception) ? exception
					: new MetricqException("The agent '" + token() + "' could not be registered", cause);
		});
	}

	private void configured(@Nullable JsonNode config) {
		if (config == null || !config.isObject()) {
			return;
		}
		MetricqRpcRequest request = new MetricqRpcRequest(role(), token(), "config", null, config);
		if (this.requests.handles(request)) {
			try {
				this.requests.handle(request);
			}
			catch (Exception ex) {
				logger.error("The configuration of the MetricQ agent '" + token() + "' could not be handled", ex);
			}
		}
	}

	/**
	 * A connection to a broker that the manager named, opened for the first who asks and
	 * kept.
	 * @param kind what it is for, as in {@code data connection}
	 * @param address the address that the manager told
	 * @return the connection
	 * @throws MetricqAgentStoppedException if the agent is stopped
	 */
	public BrokerConnection connect(String kind, String address) {
		return activeRun().connect(kind, address);
	}

	/**
	 * The connections that the agent has, first the management connection.
	 * @return the connections, none if nothing uses the agent
	 */
	public Collection<BrokerConnection> connections() {
		AgentRun current = this.run;
		return (current != null) ? current.connections() : List.of();
	}

	/**
	 * How often a connection was opened again.
	 * @return the number
	 */
	public long reconnectCount() {
		return this.earlierReconnects + connections().stream().mapToLong(BrokerConnection::reconnectCount).sum();
	}

	/**
	 * How many answers came when nobody waited any more.
	 * @return the number since the agent was last started
	 */
	public long lateAnswerCount() {
		AgentRun current = this.run;
		return (current != null) ? current.rpcs().lateAnswerCount() : 0;
	}

	@Override
	public State state() {
		if (this.stopped) {
			return State.STOPPED;
		}
		AgentRun current = this.run;
		if (current == null) {
			return State.IDLE;
		}
		return current.isReady() ? State.READY : State.CONNECTING;
	}

	@Override
	public @Nullable String failure() {
		Throwable cause = this.stopCause;
		AgentRun current = this.run;
		if (cause == null && current != null) {
			cause = current.failure();
		}
		return (cause != null) ? Failures.describe(cause) : null;
	}

	@Override
	public void start() {
		boolean again;
		synchronized (this.monitor) {
			again = this.stopped;
			this.stopped = false;
			this.stopCause = null;
		}
		this.running = true;
		if (again) {
			this.listeners.forEach(Listener::started);
		}
	}

	@Override
	public void stop() {
		stop((Throwable) null);
	}

	@Override
	public void stop(@Nullable Throwable cause) {
		AgentRun ended;
		synchronized (this.monitor) {
			if (this.stopped) {
				return;
			}
			this.stopped = true;
			this.stopCause = cause;
			ended = this.run;
			this.run = null;
		}
		this.running = false;
		if (ended != null) {
			this.earlierReconnects += ended.connections().stream().mapToLong(BrokerConnection::reconnectCount).sum();
			ended.end(new MetricqAgentStoppedException(token(), cause));
		}
		if (cause != null) {
			logger.error("The MetricQ agent '" + token() + "' was stopped", cause);
			this.stoppedByFailure.accept(this, cause);
		}
	}

	/**
	 * Ends the connections of an application whose start failed, and which is not stopped
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

	private AgentRun activeRun() {
		AgentRun current = this.run;
		if (current != null) {
			return current;
		}
		synchronized (this.monitor) {
			if (this.stopped) {
				throw new MetricqAgentStoppedException(token(), this.stopCause);
			}
			if (this.run == null) {
				this.run = new AgentRun(this, this.access, this.requests);
				this.run.begin();
			}
			return this.run;
		}
	}

	void ready() {
		this.listeners.forEach(Listener::ready);
	}

	/**
	 * Is told what becomes of the agent.
	 */
	public interface Listener {

		/**
		 * RPCs can be sent: the management connection was opened, or opened again. Must
		 * not block.
		 */
		default void ready() {
		}

		/**
		 * The agent can be used again after it was stopped.
		 */
		default void started() {
		}

	}

}
