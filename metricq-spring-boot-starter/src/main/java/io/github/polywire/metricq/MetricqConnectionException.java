package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;

/**
 * The broker could not be reached, did not let us in, or was lost before it had done what
 * was asked of it.
 */
public class MetricqConnectionException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause what led to it, or {@code null}
	 */
	public MetricqConnectionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
