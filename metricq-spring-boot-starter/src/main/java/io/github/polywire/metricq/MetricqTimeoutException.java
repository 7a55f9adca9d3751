package io.github.polywire.metricq;

/**
 * No answer came in time.
 */
public class MetricqTimeoutException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param message what was asked, of whom, how long, and what to do
	 */
	public MetricqTimeoutException(String message) {
		super(message);
	}

}
