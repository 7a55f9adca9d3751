package io.github.polywire.natsmicro.listener;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.github.polywire.natsmicro.MicroBadRequestException;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroReplyTooLargeException;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request of one endpoint from its receipt to its answer: interceptors, handler,
 * the answer, and whatever goes wrong on the way.
 */
final class RequestProcessor {

	/** More requests than the endpoint handles, as in HTTP. */
	static final int TOO_MANY_REQUESTS = 429;

	private static final int BAD_REQUEST = 400;

	private static final int INTERNAL_ERROR = 500;

	private static final int UNAVAILABLE = 503;

	private static final Log logger = LogFactory.getLog(RequestProcessor.class);

	private final String endpoint;

	private final MicroHandler chain;

	private final ExceptionMapper exceptions;

	private final AnswerConverter converter;

	private final EndpointCounters counters;

	private final @Nullable ServerObservations observations;

	private final String errorMessage;

	private final RateLimitedLog handlerLog = new RateLimitedLog(logger);

	private final RateLimitedLog requestLog = new RateLimitedLog(logger);

	RequestProcessor(String endpoint, MicroHandler chain, ExceptionMapper exceptions, AnswerConverter converter,
			EndpointCounters counters, @Nullable ServerObservations observations, String errorMessage) {
		this.endpoint = endpoint;
		this.chain = chain;
		this.exceptions = exceptions;
		this.converter = converter;
		this.counters = counters;
		this.observations = observations;
		this.errorMessage = errorMessage;
	}

	EndpointCounters counters() {
		return this.counters;
	}

	/**
	 * Handles a request that a slot was free for.
	 * @param request the request
	 */
	void process(ReceivedRequest request) {
		if (request.isExpired()) {
			this.counters.expired.increment();
			this.requestLog.warn(() -> "A request for " + this.endpoint
					+ " waited longer than its caller does and is dropped: more concurrency or instances may be needed");
			settle(request);
			return;
		}
		handle(request, () -> settle(request));
	}

	/**
	 * Handles any request.
	 * @param request the request
	 * @param ended is run when the handling has ended
	 */
	void handle(MicroRequest request, Runnable ended) {
		this.counters.requests.increment();
		long begun = System.nanoTime();
		Observation observation = startObservation(request);
		Object result;
		try (Observation.Scope scope = observation.openScope()) {
			result = this.chain.handle(request);
		}
		catch (Throwable ex) {
			finish(request, begun, observation, null, ex, ended);
			return;
		}
		if (result instanceof CompletionStage<?> stage) {
			finishLater(request, begun, observation, stage, ended);
		}
		else {
			finish(request, begun, observation, result, null, ended);
		}
	}

	private void finishLater(MicroRequest request, long begun, Observation observation, CompletionStage<?> stage,
			Runnable ended) {
		try {
			stage.whenComplete((value, failure) -> finish(request, begun, observation, value, failure, ended));
		}
		catch (RuntimeException ex) {
			finish(request, begun, observation, null, ex, ended);
		}
	}

	/**
	 * Refuses a request that no slot and no place is free for.
	 * @param request the request
	 */
	void refuse(ReceivedRequest request) {
		this.counters.requests.increment();
		this.counters.refused.increment();
		this.requestLog.warn(() -> "Requests for " + this.endpoint
				+ " are refused, as more come than are handled: more concurrency or instances may be needed");
		answerUnhandled(request, new ServiceError(TOO_MANY_REQUESTS, "Too Many Requests"));
	}

	/**
	 * Gives up a request that waited when the time to stop was up.
	 * @param request the request
	 */
	void abandon(ReceivedRequest request) {
		this.counters.requests.increment();
		answerUnhandled(request, new ServiceError(UNAVAILABLE, "The service stopped before it handled the request"));
	}

	private void answerUnhandled(ReceivedRequest request, ServiceError error) {
		Observation observation = startObservation(request);
		try {
			answer(request, error);
		}
		finally {
			stopObservation(observation, request);
			settle(request);
		}
	}

	private Observation startObservation(MicroRequest request) {
		return (this.observations != null) ? this.observations.start(request) : Observation.NOOP;
	}

	private void stopObservation(Observation observation, MicroRequest request) {
		if (this.observations != null) {
			this.observations.stop(observation, request);
		}
	}

	private void settle(ReceivedRequest request) {
		this.counters.inFlight.decrementAndGet();
		request.end();
	}

	private void finish(MicroRequest request, long begun, Observation observation, @Nullable Object value,
			@Nullable Throwable failure, Runnable ended) {
		try (Observation.Scope scope = observation.openScope()) {
			Object result = value;
			if (failure != null) {
				Throwable cause = unwrap(failure);
				observation.error(cause);
				result = resultOf(cause, request);
			}
			Object answer = (result != null) ? convert(result) : null;
			this.counters.processingNanos.add(System.nanoTime() - begun);
			if (answer != null) {
				answer(request, answer);
			}
		}
		finally {
			try {
				stopObservation(observation, request);
			}
			finally {
				ended.run();
			}
		}
	}

	private static Throwable unwrap(Throwable failure) {
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		Throwable cause = failure.getCause();
		return (wrapper && cause != null) ? cause : failure;
	}

	/**
	 * Turns an exception into what is answered.
	 * @param failure the exception
	 * @param request the request
	 * @return the answer, or {@code null} if an exception handler has answered
	 */
	private @Nullable Object resultOf(Throwable failure, MicroRequest request) {
		if (failure instanceof MicroBadRequestException) {
			this.counters.invalid.increment();
		}
		try {
			Object mapped = this.exceptions.map(failure, request);
			if (mapped != null || request.isAnswered()) {
				return mapped;
			}
		}
		catch (Throwable ex) {
			this.handlerLog.warn(() -> "The exception handler for " + this.endpoint + " failed", ex);
		}
		if (failure instanceof MicroBadRequestException) {
			this.requestLog
				.warn(() -> "A request for " + this.endpoint + " does not fit its handler: " + failure.getMessage());
			return new ServiceError(BAD_REQUEST, String.valueOf(failure.getMessage()));
		}
		this.handlerLog.warn(() -> "The handler of " + this.endpoint + " failed", failure);
		if (failure instanceof MicroReplyTooLargeException) {
			return new ServiceError(INTERNAL_ERROR, String.valueOf(failure.getMessage()));
		}
		return new ServiceError(INTERNAL_ERROR, this.errorMessage);
	}

	private Object convert(Object result) {
		try {
			return (result instanceof ServiceError) ? result : this.converter.convert(result);
		}
		catch (Throwable ex) {
			this.handlerLog.warn(() -> "The result of " + this.endpoint + " of type " + result.getClass().getName()
					+ " cannot be converted to a reply", ex);
			return new ServiceError(INTERNAL_ERROR, this.errorMessage);
		}
	}

	/**
	 * Answers a request, unless the handler has.
	 * @param request the request
	 * @param answer an {@link Answer} or a {@link ServiceError}
	 */
	private void answer(MicroRequest request, Object answer) {
		if (request.isAnswered()) {
			this.handlerLog.warn(() -> "The handler of " + this.endpoint
					+ " answered a request and then returned a result or failed; only the first counts");
			return;
		}
		try {
			send(request, answer);
		}
		catch (MicroReplyTooLargeException ex) {
			this.handlerLog.warn(() -> "The result of " + this.endpoint + " cannot be sent: " + ex.getMessage());
			sendError(request, String.valueOf(ex.getMessage()));
		}
		catch (IllegalArgumentException ex) {
			this.handlerLog.warn(() -> "The result of " + this.endpoint + " cannot be sent", ex);
			sendError(request, this.errorMessage);
		}
		catch (NatsMicroException ex) {
			// Its publisher, or who answered in the meantime, has told.
			logger.debug("No answer", ex);
		}
	}

	private void sendError(MicroRequest request, String description) {
		try {
			request.respondError(new ServiceError(INTERNAL_ERROR, description));
		}
		catch (NatsMicroException ex) {
			logger.debug("No answer", ex);
		}
	}

	private static void send(MicroRequest request, Object answer) {
		if (answer instanceof ServiceError error) {
			request.respondError(error);
		}
		else if (answer instanceof Answer plain) {
			request.respond(plain.body(), plain.headers());
		}
	}

}
