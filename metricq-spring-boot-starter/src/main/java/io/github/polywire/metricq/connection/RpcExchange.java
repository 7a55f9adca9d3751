package io.github.polywire.metricq.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.RpcCodec;
import io.github.polywire.metricq.wire.RpcMessage;
import io.github.polywire.metricq.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * The requests of one agent: sent as soon as its management channel is there, settled by
 * an answer, the loss of the connection or their timeouts. Thread-safe.
 */
final class RpcExchange {

	private static final Log logger = LogFactory.getLog(RpcExchange.class);

	private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {
	};

	private final RateLimitedLog lateLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final String token;

	private final RpcCodec codec;

	private final Executor writer;

	private final Executor completions;

	private final Supplier<@Nullable Throwable> unreadyReason;

	private final Map<String, PendingRpc> pending = new ConcurrentHashMap<>();

	private final AtomicLong lateAnswers = new AtomicLong();

	private volatile @Nullable Channel channel;

	RpcExchange(Agent agent, Executor writer, Supplier<@Nullable Throwable> unreadyReason) {
		this.agent = agent;
		this.token = agent.token();
		this.codec = agent.codec();
		this.writer = writer;
		this.completions = agent.executor();
		this.unreadyReason = unreadyReason;
	}

	/**
	 * Sends a request and waits for one answer.
	 * @param function the function
	 * @param arguments the arguments by name
	 * @param timeout how long to wait
	 * @return the result, or a {@link MetricqException}
	 */
	CompletableFuture<ObjectNode> call(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout) {
		return send(MetricqNames.MANAGEMENT_EXCHANGE, function, arguments, timeout, null);
	}

	/**
	 * Sends a request to all agents.
	 * @param function the function
	 * @param arguments the arguments by name
	 * @param timeout how long to take answers
	 * @param answers takes each answer
	 * @return completed when the time is over
	 */
	CompletableFuture<Void> broadcast(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout, Consumer<MetricqRpcAnswer> answers) {
		return send(MetricqNames.BROADCAST_EXCHANGE, function, arguments, timeout, answers)
			.handle((result, failure) -> {
				Throwable cause = (failure != null && failure.getCause() != null) ? failure.getCause() : failure;
				if (cause instanceof MetricqException exception && !(cause instanceof MetricqTimeoutException)) {
					throw exception;
				}
				return null;
			});
	}

	private CompletableFuture<ObjectNode> send(String exchange, String function,
			Map<String, ? extends @Nullable Object> arguments, Duration timeout,
			@Nullable Consumer<MetricqRpcAnswer> answers) {
		PendingRpc rpc = new PendingRpc(MetricqNames.correlationId(this.token), exchange, function,
				this.codec.encodeRequest(function, arguments), System.nanoTime() + timeout.toNanos(), answers,
				this::toMap);
		this.agent.observations().request(this.agent.role(), function, rpc.headers(), rpc.result());
		this.pending.put(rpc.id(), rpc);
		rpc.result().whenComplete((result, failure) -> this.pending.remove(rpc.id()));
		CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS, this.completions)
			.execute(() -> timedOut(rpc, timeout));
		writeSoon(rpc);
		return rpc.result();
	}

	private Map<String, @Nullable Object> toMap(ObjectNode json) {
		return this.codec.jsonMapper().convertValue(json, MAP);
	}

	private void writeSoon(PendingRpc rpc) {
		try {
			this.writer.execute(() -> write(rpc));
		}
		catch (RejectedExecutionException ex) {
			rpc.fail(new MetricqConnectionException("The MetricQ agent '" + this.token + "' was stopped", ex));
		}
	}

	private void write(PendingRpc rpc) {
		Channel current = this.channel;
		long remaining = rpc.remainingMillis();
		if (current == null || rpc.isSent() || remaining <= 0 || rpc.result().isDone()) {
			return;
		}
		rpc.markSent();
		BasicProperties properties = new BasicProperties.Builder().contentType(MetricqNames.JSON)
			.headers(rpc.headers())
			.deliveryMode(1)
			.priority(0)
			.correlationId(rpc.id())
			.replyTo(MetricqNames.rpcQueue(this.token))
			.appId(this.token)
			.expiration(Long.toString(remaining))
			.build();
		try {
			current.basicPublish(rpc.exchange(), rpc.function(), !rpc.hasManyAnswers(), properties, rpc.body());
		}
		catch (IOException | AlreadyClosedException ex) {
			rpc.fail(lost(rpc, ex));
		}
	}

	/**
	 * Answers a request of another agent.
	 * @param request the properties of the request, with an address for the answer
	 * @param body the answer
	 */
	void answer(BasicProperties request, byte[] body) {
		BasicProperties properties = new BasicProperties.Builder().contentType(MetricqNames.JSON)
			.headers(Map.of())
			.deliveryMode(1)
			.priority(0)
			.correlationId(request.getCorrelationId())
			.appId(this.token)
			.build();
		try {
			this.writer.execute(() -> writeAnswer(request.getReplyTo(), properties, body));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The agent was stopped before it could answer", ex);
		}
	}

	private void writeAnswer(String replyTo, BasicProperties properties, byte[] body) {
		Channel current = this.channel;
		if (current == null) {
			return;
		}
		try {
			current.basicPublish("", replyTo, properties, body);
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The connection was lost before an answer could be sent", ex);
		}
	}

	/**
	 * Starts to send: what waited, and what comes.
	 * @param ready the channel, which consumes the answers
	 */
	void attach(Channel ready) {
		this.channel = ready;
		this.pending.values().forEach(this::writeSoon);
	}

	/**
	 * Stops to send, and fails what was sent: the answers' queue is gone.
	 * @param cause why
	 */
	void detach(Throwable cause) {
		this.channel = null;
		for (PendingRpc rpc : this.pending.values()) {
			if (rpc.isSent()) {
				this.completions.execute(() -> rpc.fail(lost(rpc, cause)));
			}
		}
	}

	/**
	 * Fails everything.
	 * @param failure why
	 */
	void failAll(MetricqException failure) {
		this.channel = null;
		this.pending.values().forEach((rpc) -> rpc.fail(failure));
	}

	/**
	 * Takes an answer. Called on the connection's thread.
	 * @param properties the message's properties
	 * @param message the answer
	 */
	void answered(BasicProperties properties, RpcMessage message) {
		PendingRpc rpc = find(properties);
		if (rpc == null) {
			this.lateAnswers.incrementAndGet();
			this.lateLog.warn(() -> "An answer of '" + properties.getAppId() + "' to the MetricQ agent '" + this.token
					+ "' came when nobody waited for it any more");
			return;
		}
		this.completions.execute(() -> rpc.answered(message, properties.getAppId()));
	}

	/**
	 * Takes an answer that cannot be read.
	 * @param properties the message's properties
	 * @param cause what is wrong with it
	 * @return whether anybody waited for it
	 */
	boolean unreadable(BasicProperties properties, WireFormatException cause) {
		PendingRpc rpc = find(properties);
		if (rpc != null) {
			this.completions.execute(() -> rpc.unreadable(cause));
		}
		return rpc != null;
	}

	/**
	 * The broker found no queue for a request. Called on the connection's thread.
	 * @param properties the request's properties
	 */
	void unroutable(BasicProperties properties) {
		PendingRpc rpc = find(properties);
		if (rpc != null) {
			this.completions.execute(() -> rpc.fail(new MetricqTimeoutException(
					"Nobody takes the RPC " + rpc.function() + ": no queue is bound to the exchange " + rpc.exchange()
							+ "; start a MetricQ manager, or set metricq.network.embedded=true")));
		}
	}

	long lateAnswerCount() {
		return this.lateAnswers.get();
	}

	private @Nullable PendingRpc find(BasicProperties properties) {
		String id = properties.getCorrelationId();
		return (id != null) ? this.pending.get(id) : null;
	}

	private void timedOut(PendingRpc rpc, Duration timeout) {
		if (rpc.isSent()) {
			rpc.fail(new MetricqTimeoutException("No answer to the RPC " + rpc.function() + " came within "
					+ timeout.toMillis() + " ms over the exchange " + rpc.exchange()
					+ ": see whether a MetricQ manager runs on this broker, or raise metricq.rpc-timeout"));
			return;
		}
		Throwable reason = this.unreadyReason.get();
		rpc.fail(new MetricqConnectionException("The RPC " + rpc.function() + " could not be sent within "
				+ timeout.toMillis() + " ms, because the MetricQ agent '" + this.token + "' is not connected"
				+ ((reason != null) ? ": " + Failures.describe(reason) : ""), reason));
	}

	private static MetricqConnectionException lost(PendingRpc rpc, Throwable cause) {
		return new MetricqConnectionException(
				"The connection to RabbitMQ was lost before the RPC " + rpc.function()
						+ " was answered, and whether it was executed is not known: " + Failures.describe(cause),
				cause);
	}

}
