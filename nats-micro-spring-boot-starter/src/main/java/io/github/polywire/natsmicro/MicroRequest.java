package io.github.polywire.natsmicro;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * A request that an endpoint serves, and the means to answer it. A handler method gets it
 * by declaring a parameter of this type; a test can pass a {@code MicroRequestStub}, or
 * an implementation of its own.
 * <p>
 * A request is answered once. It may be answered from any thread, also after the handler
 * has returned, as long as the connection is there. Thread-safe.
 */
public interface MicroRequest {

	/**
	 * The subject that the request was sent to, which wildcards of the endpoint's subject
	 * stand for a part of.
	 * @return the subject
	 */
	String subject();

	/**
	 * The headers as the caller sent them, with the case of their names. See
	 * {@link #header(String)} to find one whatever its case.
	 * @return an unmodifiable map, empty if there are none
	 */
	MultiValueMap<String, String> headers();

	/**
	 * The body as the caller sent it.
	 * @return the body, which is empty if there is none, and must not be changed
	 */
	byte[] body();

	/**
	 * Where the answer goes.
	 * @return the subject, or {@code null} if the caller wants no answer: the request is
	 * an event then, and answers go nowhere without an error
	 */
	@Nullable String replyTo();

	/**
	 * How long the caller still waits, counted from the receipt of the request.
	 * @return the time left, zero when it is up, or {@code null} if the caller did not
	 * say
	 */
	@Nullable Duration timeLeft();

	/**
	 * Whether the request was answered.
	 * @return {@code true} after the first answer
	 */
	boolean isAnswered();

	/**
	 * Answers the request.
	 * @param body the body, perhaps empty
	 * @param headers the headers, whose names and values are printable ASCII
	 * @throws NatsMicroException if the request was answered before, if the answer is
	 * larger than the server takes (the request is not answered then), or if it cannot be
	 * sent
	 * @throws IllegalArgumentException if a header cannot be sent; the request is not
	 * answered then
	 */
	void respond(byte[] body, MultiValueMap<String, String> headers);

	/**
	 * Answers the request with a success code, which is an extension of the Python
	 * implementation of NATS micro.
	 * @param code the code
	 * @param body the body, perhaps empty
	 * @param headers further headers
	 * @throws NatsMicroException as {@link #respond(byte[], MultiValueMap)} does
	 * @throws IllegalArgumentException as {@link #respond(byte[], MultiValueMap)} does
	 */
	void respondSuccess(int code, byte[] body, MultiValueMap<String, String> headers);

	/**
	 * Answers the request with an error, which counts as an error in the statistics of
	 * the endpoint.
	 * @param error the error
	 * @throws NatsMicroException as {@link #respond(byte[], MultiValueMap)} does
	 * @throws IllegalArgumentException as {@link #respond(byte[], MultiValueMap)} does
	 */
	void respondError(ServiceError error);

	/**
	 * Finds the first value of a header.
	 * @param name the name in any case
	 * @return the value, or {@code null} if there is none
	 */
	default @Nullable String header(String name) {
		return MicroHeaders.first(headers(), name);
	}

	/**
	 * Answers the request without headers.
	 * @param body the body, perhaps empty
	 * @see #respond(byte[], MultiValueMap)
	 */
	default void respond(byte[] body) {
		respond(body, MicroHeaders.empty());
	}

	/**
	 * Answers the request with a success code and no body.
	 * @param code the code
	 * @see #respondSuccess(int, byte[], MultiValueMap)
	 */
	default void respondSuccess(int code) {
		respondSuccess(code, new byte[0], MicroHeaders.empty());
	}

	/**
	 * Answers the request with an error.
	 * @param code the code
	 * @param description a text that can be shown to the caller
	 * @see #respondError(ServiceError)
	 */
	default void respondError(int code, String description) {
		respondError(new ServiceError(code, description));
	}

	/**
	 * Answers the request with an error.
	 * @param code the code
	 * @param description a text that can be shown to the caller
	 * @param body more about the error, perhaps empty
	 * @param headers further headers
	 * @see #respondError(ServiceError)
	 */
	default void respondError(int code, String description, byte[] body, MultiValueMap<String, String> headers) {
		respondError(new ServiceError(code, description, body, headers));
	}

}
