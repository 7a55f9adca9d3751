package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * A response is larger than {@code dxl.streaming.max-response-size}, and was not read to
 * its end.
 */
public class ResponseTooLargeException extends PermanentException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public ResponseTooLargeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
