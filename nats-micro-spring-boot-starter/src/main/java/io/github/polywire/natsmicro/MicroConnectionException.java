package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * There was no connection to NATS, or it was lost or closed before an answer came. The
 * message says whether the request may have been handled.
 */
public class MicroConnectionException extends MicroRequestException {

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public MicroConnectionException(String subject, String message, @Nullable Throwable cause) {
		super(subject, message, cause);
	}

}
