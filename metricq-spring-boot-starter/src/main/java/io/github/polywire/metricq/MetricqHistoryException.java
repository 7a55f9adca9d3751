package io.github.polywire.metricq;

/**
 * A database answered a history request with an error.
 */
public class MetricqHistoryException extends MetricqException {

	private final String metric;

	private final String error;

	/**
	 * Creates an exception.
	 * @param metric the metric
	 * @param error what the database answered, or what else went wrong
	 */
	public MetricqHistoryException(String metric, String error) {
		super("The history request for the metric '" + metric + "' failed on the database: " + error);
		this.metric = metric;
		this.error = error;
	}

	/**
	 * The metric.
	 * @return the metric
	 */
	public String getMetric() {
		return this.metric;
	}

	/**
	 * What the database answered.
	 * @return its text, as it is
	 */
	public String getError() {
		return this.error;
	}

}
