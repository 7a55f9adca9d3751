package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * A request does not fit its handler: its body cannot be converted, a header is missing,
 * or a constraint is not met. By default the caller gets the message with code 400. A
 * handler may throw it too.
 */
public class MicroBadRequestException extends NatsMicroException {

	/**
	 * Creates an exception.
	 * @param message what is wrong with the request, a sentence that the caller is told
	 */
	public MicroBadRequestException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what is wrong with the request, a sentence that the caller is told
	 * @param cause the cause, which the caller is not told, or {@code null}
	 */
	public MicroBadRequestException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
