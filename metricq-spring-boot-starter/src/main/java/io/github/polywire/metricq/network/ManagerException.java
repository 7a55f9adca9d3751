package io.github.polywire.metricq.network;

import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a function of the manager whose caller is at fault; the message is the error
 * that is answered.
 */
final class ManagerException extends MetricqException {

	private static final long serialVersionUID = 1L;

	ManagerException(String error) {
		this(error, null);
	}

	ManagerException(String error, @Nullable Throwable cause) {
		super(error, cause);
	}

}
