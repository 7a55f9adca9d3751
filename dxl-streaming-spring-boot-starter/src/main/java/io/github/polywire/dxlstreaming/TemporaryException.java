package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * A call failed and may succeed when it is made again: the service cannot be reached or
 * answered with an error. The twin of {@code TemporaryError} of the Python client.
 */
public class TemporaryException extends DxlStreamingException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public TemporaryException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
