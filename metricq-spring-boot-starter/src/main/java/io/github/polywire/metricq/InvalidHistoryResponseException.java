package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;

/**
 * A database answered a history request with something that makes no sense. The database
 * is at fault.
 */
public class InvalidHistoryResponseException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param metric the metric
	 * @param problem what is wrong with the response
	 * @param cause what the parser said, if it did
	 */
	public InvalidHistoryResponseException(String metric, String problem, @Nullable Throwable cause) {
		super("The database's response for the metric '" + metric + "' makes no sense: " + problem
				+ "; this is the database's fault", cause);
	}

}
