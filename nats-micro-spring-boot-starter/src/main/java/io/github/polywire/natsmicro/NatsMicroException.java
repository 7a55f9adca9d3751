package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * The root of what the NATS micro starter throws.
 */
public class NatsMicroException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 */
	public NatsMicroException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public NatsMicroException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
