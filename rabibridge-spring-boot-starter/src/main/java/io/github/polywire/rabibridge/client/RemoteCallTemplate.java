package io.github.polywire.rabibridge.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallArgumentException;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.RateLimitedLog;
import io.github.polywire.rabibridge.connection.TaskDispatcher;
import io.github.polywire.rabibridge.observation.DefaultRemoteCallClientConvention;
import io.github.polywire.rabibridge.observation.RemoteCallClientContext;
import io.github.polywire.rabibridge.observation.RemoteCallClientConvention;
import io.github.polywire.rabibridge.observation.RemoteCallObservation;
import io.github.polywire.rabibridge.wire.BindingException;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.github.polywire.rabibridge.wire.CallMessage;
import io.github.polywire.rabibridge.wire.ReplyMessage;
import io.github.polywire.rabibridge.wire.RpcTopology;
import io.github.polywire.rabibridge.wire.ValueConverter;
import io.github.polywire.rabibridge.wire.WireFormatException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * Calls functions over RabbitMQ. All calls share one channel, however many are in flight;
 * the first call opens the connection. Thread-safe.
 */
public class RemoteCallTemplate implements RemoteCallOperations, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RemoteCallTemplate.class);

	private static final RemoteCallClientConvention DEFAULT_CONVENTION = new DefaultRemoteCallClientConvention();

	private static final long DRAIN_POLL_MILLIS = 10;

	private final BrokerConnection connection;

	private final CallExchange exchange;

	private final BodyCodec codec;

	private final ValueConverter converter;

	private final ClientSettings settings;

	private final TaskDispatcher completions;

	private final ObservationRegistry observationRegistry;

	private final @Nullable RemoteCallClientConvention convention;

	private final LongAdder[] failures = Stream.generate(LongAdder::new)
		.limit(Failure.values().length)
		.toArray(LongAdder[]::new);

	private final RateLimitedLog observationLog = new RateLimitedLog(logger);

	private volatile boolean running;

	/**
	 * Creates a template.
	 * @param connection the connection, used for nothing else
	 * @param codec encodes requests and decodes replies
	 * @param converter binds results
	 * @param settings how to call
	 * @param completionExecutor where the futures of asynchronous calls are completed,
	 * with a thread for each
	 * @param observationRegistry where calls are observed
	 * @param convention names and tags of the observations, or {@code null} for the
	 * default
	 */
	public RemoteCallTemplate(BrokerConnection connection, BodyCodec codec, ValueConverter converter,
			ClientSettings settings, Executor completionExecutor, ObservationRegistry observationRegistry,
			@Nullable RemoteCallClientConvention convention) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(codec, "'codec' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(completionExecutor, "'completionExecutor' must not be null");
		Assert.notNull(observationRegistry, "'observationRegistry' must not be null");
		this.connection = connection;
		this.codec = codec;
		this.converter = converter;
		this.settings = settings;
		// Unbounded: continuations may wait for each other's calls.
		this.completions = new TaskDispatcher(Integer.MAX_VALUE, completionExecutor, connection::later);
		this.observationRegistry = observationRegistry;
		this.convention = convention;
		String replyQueue = settings.replyQueue();
		Supplier<String> replyQueueNames = (replyQueue != null) ? () -> replyQueue : RpcTopology::newReplyQueue;
		this.exchange = new CallExchange(connection, replyQueueNames, settings.correlationIdMax());
	}

	@Override
	public <T> @Nullable T call(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
		return call(request, resultType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request,
			ParameterizedTypeReference<T> resultType) {
		return callAsync(request, resultType.getType());
	}

	/**
	 * How many calls are in flight, those included that wait for a connection.
	 * @return the number
	 */
	public int inFlightCount() {
		return this.exchange.pendingCount();
	}

	/**
	 * How many calls failed without an answer.
	 * @param failure the way they failed
	 * @return the number
	 */
	public long failureCount(Failure failure) {
		return this.failures[failure.ordinal()].sum();
	}

	/**
	 * How many replies came for which nobody waited any more.
	 * @return the number
	 */
	public long lateReplyCount() {
		return this.exchange.lateReplyCount();
	}

	/**
	 * The connection that the calls go over.
	 * @return the connection
	 */
	public BrokerConnection connection() {
		return this.connection;
	}

	@SuppressWarnings("unchecked")
	<T> @Nullable T call(RemoteCallRequest request, Type resultType) {
		PendingCall call = newCall(request);
		Observation observation = startObservation(call);
		try {
			this.exchange.send(call);
			PendingCall.Reply reply = await(call);
			noteReply(observation, reply);
			return (T) decode(call, reply, resultType);
		}
		catch (RuntimeException ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			stop(observation, call);
		}
	}

	@SuppressWarnings("unchecked")
	<T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request, Type resultType) {
		PendingCall call;
		try {
			call = newCall(request);
		}
		catch (RemoteCallException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		Observation observation = startObservation(call);
		CompletableFuture<@Nullable T> result = new CompletableFuture<>();
		call.whenCompleteAsync((reply, failure) -> {
			Throwable error = null;
			try {
				if (failure != null) {
					error = failureOf(call, failure);
				}
				else {
					noteReply(observation, reply);
					T value = (T) decode(call, reply, resultType);
					stop(observation, call);
					result.complete(value);
				}
			}
			catch (Throwable ex) {
				error = ex;
			}
			if (error != null) {
				observation.error(error);
				stop(observation, call);
				result.completeExceptionally(error);
			}
		}, this::complete);
		result.whenComplete((value, failure) -> {
			if (result.isCancelled()) {
				this.exchange.forget(call);
				call.cancel(false);
			}
		});
		this.exchange.sendWatched(call);
		return result;
	}

	private void complete(Runnable completion) {
		this.completions.dispatch((ended) -> {
			try {
				completion.run();
			}
			finally {
				ended.run();
			}
		});
	}

	private PendingCall newCall(RemoteCallRequest request) {
		FunctionKind kind = request.kind();
		Duration timeout = request.timeout();
		FunctionKey function = new FunctionKey(request.function(), (kind != null) ? kind : this.settings.kind());
		byte[] body;
		try {
			body = this.codec.encodeCall(new CallMessage(request.args(), request.kwargs()));
		}
		catch (WireFormatException ex) {
			throw new RemoteCallArgumentException(function,
					"The arguments for remote function '%s' (%s) cannot be sent: %s".formatted(function.name(),
							function.kind().wireName(), ex.getMessage()),
					ex);
		}
		return new PendingCall(this.exchange, function, this.exchange.newCorrelationId(), body, request.headers(),
				(timeout != null) ? timeout : this.settings.timeout());
	}

	private Observation startObservation(PendingCall call) {
		if (this.observationRegistry.isNoop()) {
			return Observation.NOOP;
		}
		try {
			return RemoteCallObservation.CLIENT
				.observation(this.convention, DEFAULT_CONVENTION,
						() -> new RemoteCallClientContext(call.function(), call.correlationId(), call.headers()),
						this.observationRegistry)
				.start();
		}
		catch (RuntimeException ex) {
			// A convention of the application that fails does not fail the call.
			this.observationLog.warn(() -> "The call of " + call.describe() + " cannot be observed", ex);
			return Observation.NOOP;
		}
	}

	private void stop(Observation observation, PendingCall call) {
		try {
			observation.stop();
		}
		catch (RuntimeException ex) {
			this.observationLog.warn(() -> "The call of " + call.describe() + " cannot be observed", ex);
		}
	}

	private static void noteReply(Observation observation, PendingCall.Reply reply) {
		if (observation.getContext() instanceof RemoteCallClientContext context) {
			context.setResponse(reply.headers());
		}
	}

	private PendingCall.Reply await(PendingCall call) {
		try {
			try {
				return call.get(call.remainingNanos(), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				call.fail(this.exchange.timeoutOf(call));
				return call.get();
			}
		}
		catch (ExecutionException ex) {
			RemoteCallException failure = failureOf(call, ex);
			// Made on the connection's thread; the caller's frames are the ones that
			// help.
			failure.setStackTrace(new Throwable().getStackTrace());
			throw failure;
		}
		catch (InterruptedException ex) {
			this.exchange.forget(call);
			Thread.currentThread().interrupt();
			throw new RemoteCallException(call.function(), "Interrupted while waiting for " + call.describe(), ex);
		}
	}

	private RemoteCallException failureOf(PendingCall call, Throwable failure) {
		Throwable cause = (failure instanceof ExecutionException || failure instanceof CompletionException)
				? failure.getCause() : failure;
		RemoteCallException exception;
		if (cause instanceof TimeoutException) {
			this.exchange.forget(call);
			exception = this.exchange.timeoutOf(call);
		}
		else if (cause instanceof RemoteCallException remoteCallException) {
			exception = remoteCallException;
		}
		else {
			exception = new RemoteCallException(call.function(), "The call of " + call.describe() + " failed", cause);
		}
		for (Failure kind : Failure.values()) {
			if (kind.exceptionType.isInstance(exception)) {
				this.failures[kind.ordinal()].increment();
			}
		}
		return exception;
	}

	private @Nullable Object decode(PendingCall call, PendingCall.Reply reply, Type resultType) {
		ReplyMessage message;
		try {
			message = this.codec.decodeReply(reply.body());
		}
		catch (WireFormatException ex) {
			throw new RemoteCallException(call.function(),
					"The reply of " + call.describe() + " cannot be decoded: " + ex.getMessage(), ex);
		}
		if (message.code() != ReplyMessage.OK) {
			throw new RemoteExecutionException(call.function(), call.correlationId(), message.code(), message.value());
		}
		try {
			return this.converter.bind(message.value(), resultType);
		}
		catch (BindingException ex) {
			throw new RemoteCallException(call.function(),
					"The result of " + call.describe() + " does not fit: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Opens the connection and waits for it, so that a misconfiguration shows at once.
	 * @param timeout how long to wait
	 * @throws io.github.polywire.rabibridge.connection.BrokerUnavailableException if it
	 * cannot be opened
	 */
	public void connect(Duration timeout) {
		this.connection.openAndWait(timeout);
	}

	@Override
	public void start() {
		this.exchange.setStopped(false);
		this.running = true;
	}

	@Override
	public void stop() {
		this.exchange.setStopped(true);
		this.running = false;
		awaitPending(System.nanoTime() + this.settings.shutdownTimeout().toNanos());
		this.exchange.abandonAll("The call was in flight when the application stopped");
	}

	@Override
	public void stop(Runnable callback) {
		Thread waiter = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "rabibridge-client-stop");
		waiter.start();
	}

	private void awaitPending(long deadline) {
		try {
			while (this.exchange.pendingCount() > 0 && System.nanoTime() - deadline < 0) {
				TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

	/**
	 * The ways in which a call fails without an answer.
	 */
	public enum Failure {

		/**
		 * Nobody serves the function.
		 */
		UNKNOWN(UnknownRemoteCallException.class),

		/**
		 * The function's queue is full.
		 */
		REJECTED(RemoteCallRejectedException.class),

		/**
		 * No reply came in time.
		 */
		TIMEOUT(RemoteCallTimeoutException.class),

		/**
		 * There was no connection, or it was lost.
		 */
		CONNECTION(RemoteCallConnectionException.class);

		private final Class<? extends RemoteCallException> exceptionType;

		Failure(Class<? extends RemoteCallException> exceptionType) {
			this.exceptionType = exceptionType;
		}

	}

}
