package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * A call failed and would fail again: the channel was destroyed, has no consumer group or
 * no topics, or the service refused what was sent. The twin of {@code PermanentError} of
 * the Python client.
 */
public class PermanentException extends DxlStreamingException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public PermanentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
