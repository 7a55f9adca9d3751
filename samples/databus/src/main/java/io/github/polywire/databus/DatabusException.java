package io.github.polywire.databus;

import org.springframework.http.HttpStatus;

/**
 * Says which answer a request gets instead of the one it wanted.
 */
final class DatabusException extends RuntimeException {

	private final HttpStatus status;

	private final String challenge;

	private DatabusException(HttpStatus status, String message, String challenge) {
		super(message);
		this.status = status;
		this.challenge = challenge;
	}

	static DatabusException badRequest(String message) {
		return of(HttpStatus.BAD_REQUEST, message);
	}

	static DatabusException unknownConsumer() {
		return of(HttpStatus.NOT_FOUND, "Unknown consumer");
	}

	static DatabusException unavailable(String message) {
		return of(HttpStatus.SERVICE_UNAVAILABLE, message);
	}

	static DatabusException of(HttpStatus status, String message) {
		return new DatabusException(status, message, "");
	}

	/**
	 * Says that somebody is not let in.
	 * @param status 401 or 403
	 * @param message why
	 * @param challenge how to get in, for the header {@code WWW-Authenticate}
	 * @return the exception
	 */
	static DatabusException refused(HttpStatus status, String message, String challenge) {
		return new DatabusException(status, message, challenge);
	}

	HttpStatus status() {
		return this.status;
	}

	/**
	 * How to get in.
	 * @return the value of the header, empty for none
	 */
	String challenge() {
		return this.challenge;
	}

}
