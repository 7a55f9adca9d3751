package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that the MetricQ starter throws.
 */
public class MetricqException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 */
	public MetricqException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what happened, on what, and what to do
	 * @param cause what led to it
	 */
	public MetricqException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
