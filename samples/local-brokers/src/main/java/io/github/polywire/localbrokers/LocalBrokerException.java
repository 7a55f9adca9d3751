package io.github.polywire.localbrokers;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no broker can be had, or when one does not do what was asked. The message
 * says what happened and, where there is one, ends with the tail of the broker's log.
 */
public class LocalBrokerException extends RuntimeException {

	public LocalBrokerException(String message) {
		this(message, null);
	}

	public LocalBrokerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
