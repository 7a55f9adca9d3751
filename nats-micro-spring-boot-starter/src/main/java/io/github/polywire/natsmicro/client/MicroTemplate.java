package io.github.polywire.natsmicro.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroRequestTooLargeException;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.github.polywire.natsmicro.observation.MicroClientConvention;
import io.github.polywire.natsmicro.wire.HeaderCodec;
import io.github.polywire.natsmicro.wire.MicroNames;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;

/**
 * Sends requests over a connection to NATS, which it does not own. A request that waits
 * is answered on its caller's thread; the futures of others are completed on threads
 * where continuations may block. Thread-safe.
 */
public class MicroTemplate implements MicroOperations, SmartLifecycle, DisposableBean {

	private static final List<Failure> FAILURES = List.of(Failure.values());

	private static final long DRAIN_POLL_MILLIS = 10;

	private final PayloadConverter converter;

	private final ClientSettings settings;

	private final ClientObservations observations;

	private final ClientTimer timer = new ClientTimer();

	private final RequestExchange exchange;

	private final LongAdder inFlight = new LongAdder();

	private final LongAdder[] failures = Stream.generate(LongAdder::new)
		.limit(FAILURES.size())
		.toArray(LongAdder[]::new);

	private volatile boolean stopped;

	private volatile boolean running;

	/**
	 * Creates a template.
	 * @param connection the connection
	 * @param converter writes and reads bodies
	 * @param settings how to send requests
	 * @param completionExecutor where answers are taken and the futures of asynchronous
	 * requests completed, with a thread for each task; a task may last as long as the
	 * connection
	 * @param observationRegistry where requests are observed
	 * @param convention names and tags of the observations, or {@code null} for the
	 * default
	 */
	public MicroTemplate(Connection connection, PayloadConverter converter, ClientSettings settings,
			Executor completionExecutor, ObservationRegistry observationRegistry,
			@Nullable MicroClientConvention convention) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(completionExecutor, "'completionExecutor' must not be null");
		Assert.notNull(observationRegistry, "'observationRegistry' must not be null");
		this.converter = converter;
		this.settings = settings;
		this.observations = new ClientObservations(observationRegistry, convention);
		this.exchange = new RequestExchange(connection, completionExecutor, this.timer);
	}

	@Override
	public <T> @Nullable T request(MicroCall call, ParameterizedTypeReference<T> replyType) {
		return request(call, replyType.getType());
	}

	@Override
	public <T> @Nullable T request(MicroCall call, Class<T> replyType) {
		return request(call, (Type) replyType);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, ParameterizedTypeReference<T> replyType) {
		return requestAsync(call, replyType.getType());
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, Class<T> replyType) {
		return requestAsync(call, (Type) replyType);
	}

	/**
	 * How many requests are in flight, those included that wait for a connection.
	 * @return the number
	 */
	public long inFlightCount() {
		return this.inFlight.sum();
	}

	/**
	 * How many requests failed.
	 * @param failure the way they failed
	 * @return the number
	 */
	public long failureCount(Failure failure) {
		return this.failures[failure.ordinal()].sum();
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T request(MicroCall call, Type replyType) {
		PendingRequest request = newRequest(call);
		Observation observation = this.observations.start(request);
		Throwable error = null;
		this.inFlight.increment();
		try {
			if (this.stopped) {
				throw this.exchange.failures().stopping(request);
			}
			return (T) read(request, this.exchange.exchange(request), replyType, observation);
		}
		catch (RuntimeException | Error ex) {
			error = ex;
			count(ex);
			throw ex;
		}
		finally {
			this.inFlight.decrement();
			this.observations.stop(observation, request, error);
		}
	}

	private <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, Type replyType) {
		PendingRequest request;
		try {
			request = newRequest(call);
		}
		catch (IllegalArgumentException | MicroRequestException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		Observation observation = this.observations.start(request);
		CompletableFuture<@Nullable T> result = new CompletableFuture<>();
		this.inFlight.increment();
		result.whenComplete((value, failure) -> {
			if (result.isCancelled()) {
				request.cancel(false);
			}
		});
		if (this.stopped) {
			request.completeExceptionally(this.exchange.failures().stopping(request));
		}
		this.exchange.start(request, (message, failure) -> {
			this.inFlight.decrement();
			complete(request, message, failure, replyType, observation, result);
		});
		return result;
	}

	@SuppressWarnings("unchecked")
	private <T> void complete(PendingRequest request, @Nullable Message message, @Nullable Throwable failure,
			Type replyType, Observation observation, CompletableFuture<@Nullable T> result) {
		T value = null;
		Throwable error = null;
		try {
			if (message != null) {
				value = (T) read(request, message, replyType, observation);
			}
			else if (failure != null) {
				error = this.exchange.failures().of(request, failure);
			}
		}
		catch (Throwable ex) {
			error = ex;
		}
		if (error != null && !result.isCancelled()) {
			count(error);
		}
		try {
			this.observations.stop(observation, request, error);
		}
		finally {
			if (error != null) {
				result.completeExceptionally(error);
			}
			else {
				result.complete(value);
			}
		}
	}

	private PendingRequest newRequest(MicroCall call) {
		String subject = call.subject();
		try {
			MicroNames.subject(subject);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"A request cannot be sent to the subject '" + subject + "': " + ex.getMessage(), ex);
		}
		Headers headers = HeaderCodec.encode(call.headers());
		Duration timeout = call.timeout();
		return new PendingRequest(subject, this.observations.prepare(headers),
				this.converter.write(subject, call.body()), (timeout != null) ? timeout : this.settings.timeout());
	}

	private @Nullable Object read(PendingRequest request, Message message, Type replyType, Observation observation) {
		MicroReply reply = ReplyReader.read(request.subject(), message);
		this.observations.replied(observation, reply);
		return this.converter.read(request.subject(), reply, replyType);
	}

	private void count(Throwable error) {
		for (Failure kind : FAILURES) {
			if (kind.exceptionType.isInstance(error)) {
				this.failures[kind.ordinal()].increment();
			}
		}
	}

	@Override
	public void start() {
		this.stopped = false;
		this.running = true;
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.running = false;
		awaitInFlight(System.nanoTime() + this.settings.shutdownTimeout().toNanos());
		this.exchange.abandon();
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
		}, "nats-micro-client-stop");
		waiter.start();
	}

	private void awaitInFlight(long deadline) {
		try {
			while (this.inFlight.sum() > 0 && System.nanoTime() - deadline < 0) {
				TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy() {
		this.timer.end();
		this.exchange.close();
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
	 * The ways in which a request fails.
	 */
	public enum Failure {

		/**
		 * The service answered with an error.
		 */
		SERVICE(MicroServiceException.class),

		/**
		 * Nobody listens to the subject.
		 */
		NO_RESPONDERS(NoRespondersException.class),

		/**
		 * No answer came in time.
		 */
		TIMEOUT(MicroTimeoutException.class),

		/**
		 * There was no connection, or it was lost.
		 */
		CONNECTION(MicroConnectionException.class),

		/**
		 * The request is larger than the server takes.
		 */
		TOO_LARGE(MicroRequestTooLargeException.class),

		/**
		 * A body cannot be written or read.
		 */
		CONVERSION(MicroConversionException.class);

		private final Class<? extends MicroRequestException> exceptionType;

		Failure(Class<? extends MicroRequestException> exceptionType) {
			this.exceptionType = exceptionType;
		}

	}

}
