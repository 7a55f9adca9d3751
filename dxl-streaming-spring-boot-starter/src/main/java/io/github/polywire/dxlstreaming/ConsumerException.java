package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * The service does not know the consumer instance, or knows it no more: it was silent for
 * longer than the session timeout, or the service was restarted. A new instance starts
 * from the last commit. The twin of {@code ConsumerError} of the Python client.
 */
public class ConsumerException extends TemporaryException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public ConsumerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
