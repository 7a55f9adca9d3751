package io.github.polywire.metricq;

import java.time.Duration;
import java.util.List;

import org.springframework.util.Assert;

/**
 * A queue that collects the points of metrics until it is drained, which another process
 * may do: it can be stored and passed on.
 *
 * @param dataServerAddress where the queue is, as the manager told it
 * @param dataQueue the queue's name
 * @param metrics the metrics
 * @param expires how long the queue lives without a consumer
 */
public record MetricqSubscription(String dataServerAddress, String dataQueue, List<String> metrics, Duration expires) {

	/**
	 * Creates a subscription.
	 * @param dataServerAddress where the queue is, as the manager told it
	 * @param dataQueue the queue's name
	 * @param metrics the metrics
	 * @param expires how long the queue lives without a consumer
	 */
	public MetricqSubscription {
		Assert.hasText(dataServerAddress, "'dataServerAddress' must not be empty");
		Assert.hasText(dataQueue, "'dataQueue' must not be empty");
		Assert.notNull(expires, "'expires' must not be null");
		metrics = List.copyOf(metrics);
	}

}
