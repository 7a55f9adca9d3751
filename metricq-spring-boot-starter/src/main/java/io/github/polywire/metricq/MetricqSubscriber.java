package io.github.polywire.metricq;

import java.time.Duration;
import java.util.Collection;

/**
 * Collects points in a queue of the network now, and reads them later, perhaps in another
 * process. Thread-safe. Every method blocks up to {@code metricq.rpc-timeout} and throws
 * a {@link MetricqRpcException} if the manager answers with an error, a
 * {@link MetricqTimeoutException} or {@link MetricqConnectionException} if it does not
 * answer, and a {@link MetricqAgentStoppedException} if the sink is stopped.
 */
public interface MetricqSubscriber {

	/**
	 * Starts to collect the points of metrics.
	 * @param metrics the metrics' names
	 * @param expires how long the queue lives unless it is drained
	 * @return the subscription
	 * @throws IllegalArgumentException if a name is empty or too long
	 */
	MetricqSubscription subscribe(Collection<String> metrics, Duration expires);

	/**
	 * Collects the points of more metrics in the same queue.
	 * @param subscription the subscription
	 * @param metrics the further metrics' names
	 * @return the subscription to all of them
	 * @throws IllegalArgumentException if a name is empty or too long
	 */
	MetricqSubscription add(MetricqSubscription subscription, Collection<String> metrics);

	/**
	 * Ends the collecting and reads what was collected.
	 * @param subscription the subscription, which is used up by this
	 * @return the points, to be closed after use
	 */
	MetricqDrain drain(MetricqSubscription subscription);

}
