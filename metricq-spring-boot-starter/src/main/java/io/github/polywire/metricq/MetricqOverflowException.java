package io.github.polywire.metricq;

/**
 * A source has no room for a point: the broker has not confirmed what was sent before.
 */
public class MetricqOverflowException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param metric the metric of the point
	 * @param reason why there is no room
	 */
	public MetricqOverflowException(String metric, String reason) {
		super("A point of the metric '" + metric + "' was not accepted: " + reason
				+ "; send it again later, raise metricq.source.buffer-size, or choose another"
				+ " metricq.source.overflow");
	}

}
