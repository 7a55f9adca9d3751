package io.github.polywire.metricq;

import java.time.Duration;

/**
 * A connection was missing for longer than {@code metricq.connection-timeout}, and its
 * agent was stopped.
 */
public class MetricqReconnectTimeoutException extends MetricqConnectionException {

	/**
	 * Creates an exception.
	 * @param connection what the connection is for
	 * @param timeout how long it was missing
	 * @param cause why the last attempt failed
	 */
	public MetricqReconnectTimeoutException(String connection, Duration timeout, Throwable cause) {
		super("The MetricQ " + connection + " was missing for more than " + timeout.toSeconds()
				+ " s and is given up: see to the broker and start the agent again, or raise"
				+ " metricq.connection-timeout", cause);
	}

}
