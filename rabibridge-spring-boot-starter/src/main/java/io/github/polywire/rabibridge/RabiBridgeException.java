package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * The root of what the RabiBridge starter throws.
 */
public class RabiBridgeException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 */
	public RabiBridgeException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RabiBridgeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
