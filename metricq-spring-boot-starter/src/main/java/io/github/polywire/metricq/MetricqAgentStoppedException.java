package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;

/**
 * Something was asked of an agent that is stopped.
 */
public class MetricqAgentStoppedException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param token the agent's token
	 * @param cause why the agent was stopped, or {@code null} if it was in order
	 */
	public MetricqAgentStoppedException(String token, @Nullable Throwable cause) {
		super("The MetricQ agent '" + token + "' is stopped"
				+ ((cause != null) ? " because of a failure: " + cause.getMessage() : ""), cause);
	}

}
