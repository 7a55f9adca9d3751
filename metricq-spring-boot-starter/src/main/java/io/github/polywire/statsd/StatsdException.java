package io.github.polywire.statsd;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that the StatsD connector throws. Recording a metric throws none
 * of them.
 */
public class StatsdException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 */
	public StatsdException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what happened, on what, and what to do
	 * @param cause what led to it
	 */
	public StatsdException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
