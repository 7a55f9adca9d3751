package io.github.polywire.natsmicro;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.MultiValueMap;

/**
 * Sends requests to NATS micro services, and to whatever else answers on NATS.
 * Implementations are thread-safe.
 * <p>
 * An answer is read as {@code byte[]} or {@link String} as it is, as a {@link MicroReply}
 * with its headers, and as any other type from JSON unless a converter of the application
 * takes it; {@link Void} ignores it. An empty body is {@code null} for what is read from
 * JSON. A request never waits without end: without a time of its own it has that of
 * {@code nats.micro.client.timeout}. While NATS is not connected a request waits for the
 * connection within this time and is not sent later.
 * <p>
 * The methods throw, or complete their future with, a {@link MicroRequestException}:
 * {@link MicroServiceException}, {@link NoRespondersException},
 * {@link MicroTimeoutException}, {@link MicroConnectionException},
 * {@link MicroRequestTooLargeException} or {@link MicroConversionException}; and an
 * {@link IllegalArgumentException} for a subject or a header that cannot be sent.
 */
public interface MicroOperations {

	/**
	 * Sends a request and waits for its answer.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return the answer, {@code null} if it has no body
	 * @throws MicroRequestException if there is no usable answer
	 * @throws IllegalArgumentException if the subject or a header cannot be sent
	 */
	<T> @Nullable T request(MicroCall call, ParameterizedTypeReference<T> replyType);

	/**
	 * Sends a request without waiting. Continuations of the future may block.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return the future answer; cancelling it forgets the request, which may be handled
	 * nevertheless
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, ParameterizedTypeReference<T> replyType);

	/**
	 * Sends a request and waits for its answer.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return the answer, {@code null} if it has no body
	 * @throws MicroRequestException if there is no usable answer
	 * @throws IllegalArgumentException if the subject or a header cannot be sent
	 */
	default <T> @Nullable T request(MicroCall call, Class<T> replyType) {
		return request(call, ParameterizedTypeReference.<T>forType(replyType));
	}

	/**
	 * Sends a request and waits for its answer.
	 * @param <T> the type of the answer
	 * @param subject the subject
	 * @param body the body, or {@code null} for none
	 * @param replyType the type of the answer
	 * @return the answer, {@code null} if it has no body
	 * @throws MicroRequestException if there is no usable answer
	 * @throws IllegalArgumentException if the subject cannot be sent
	 */
	default <T> @Nullable T request(String subject, @Nullable Object body, Class<T> replyType) {
		return request(MicroCall.to(subject).body(body), replyType);
	}

	/**
	 * Sends a request and waits for its answer.
	 * @param <T> the type of the answer
	 * @param subject the subject
	 * @param body the body, or {@code null} for none
	 * @param replyType the type of the answer
	 * @param headers the headers, of printable ASCII
	 * @param timeout how long to wait, at least one millisecond
	 * @return the answer, {@code null} if it has no body
	 * @throws MicroRequestException if there is no usable answer
	 * @throws IllegalArgumentException if the subject or a header cannot be sent
	 */
	default <T> @Nullable T request(String subject, @Nullable Object body, Class<T> replyType,
			MultiValueMap<String, String> headers, Duration timeout) {
		return request(MicroCall.to(subject).body(body).headers(headers).timeout(timeout), replyType);
	}

	/**
	 * Sends a request without waiting. Continuations of the future may block.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return the future answer; cancelling it forgets the request, which may be handled
	 * nevertheless
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(MicroCall call, Class<T> replyType) {
		return requestAsync(call, ParameterizedTypeReference.<T>forType(replyType));
	}

	/**
	 * Sends a request without waiting. Continuations of the future may block.
	 * @param <T> the type of the answer
	 * @param subject the subject
	 * @param body the body, or {@code null} for none
	 * @param replyType the type of the answer
	 * @return the future answer
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(String subject, @Nullable Object body, Class<T> replyType) {
		return requestAsync(MicroCall.to(subject).body(body), replyType);
	}

	/**
	 * Sends a request, waits, and tells how it ended without throwing what a request
	 * throws.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return how the request ended
	 * @throws IllegalArgumentException if the subject or a header cannot be sent
	 */
	default <T> MicroCallResult<T> tryRequest(MicroCall call, ParameterizedTypeReference<T> replyType) {
		try {
			return MicroCallResult.of(request(call, replyType));
		}
		catch (NatsMicroException ex) {
			return MicroCallResult.failed(ex);
		}
	}

	/**
	 * Sends a request, waits, and tells how it ended without throwing what a request
	 * throws.
	 * @param <T> the type of the answer
	 * @param call the request
	 * @param replyType the type of the answer
	 * @return how the request ended
	 * @throws IllegalArgumentException if the subject or a header cannot be sent
	 */
	default <T> MicroCallResult<T> tryRequest(MicroCall call, Class<T> replyType) {
		return tryRequest(call, ParameterizedTypeReference.<T>forType(replyType));
	}

	/**
	 * Sends a request, waits, and tells how it ended without throwing what a request
	 * throws.
	 * @param <T> the type of the answer
	 * @param subject the subject
	 * @param body the body, or {@code null} for none
	 * @param replyType the type of the answer
	 * @return how the request ended
	 * @throws IllegalArgumentException if the subject cannot be sent
	 */
	default <T> MicroCallResult<T> tryRequest(String subject, @Nullable Object body, Class<T> replyType) {
		return tryRequest(MicroCall.to(subject).body(body), replyType);
	}

}
