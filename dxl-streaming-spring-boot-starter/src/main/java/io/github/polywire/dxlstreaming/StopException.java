package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * A call ended because the channel or the container was stopped while it waited to try
 * again. The twin of {@code StopError} of the Python client.
 */
public class StopException extends DxlStreamingException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public StopException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
