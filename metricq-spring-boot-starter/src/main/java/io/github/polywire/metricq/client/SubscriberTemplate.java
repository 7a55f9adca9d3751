package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.polywire.metricq.MetricqDrain;
import io.github.polywire.metricq.MetricqFutures;
import io.github.polywire.metricq.MetricqSubscriber;
import io.github.polywire.metricq.MetricqSubscription;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.wire.MetricqNames;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * The subscriber of an application, over the agent of the sink.
 */
public final class SubscriberTemplate implements MetricqSubscriber {

	private final Subscriptions subscriptions;

	private final int prefetch;

	/**
	 * Creates a subscriber.
	 * @param subscriptions asks the manager
	 * @param prefetch how many chunks the broker sends ahead to a drain
	 */
	public SubscriberTemplate(Subscriptions subscriptions, int prefetch) {
		Assert.notNull(subscriptions, "'subscriptions' must not be null");
		this.subscriptions = subscriptions;
		this.prefetch = prefetch;
	}

	@Override
	public MetricqSubscription subscribe(Collection<String> metrics, Duration expires) {
		metrics.forEach(MetricqNames::requireMetric);
		Assert.isTrue(expires.toMillis() > 0, "'expires' must be positive");
		ObjectNode answer = MetricqFutures.await(this.subscriptions.subscribe(metrics, null, expires, false));
		return new MetricqSubscription(answer.path("dataServerAddress").asString(""),
				answer.path("dataQueue").asString(""), List.copyOf(metrics), expires);
	}

	@Override
	public MetricqSubscription add(MetricqSubscription subscription, Collection<String> metrics) {
		metrics.forEach(MetricqNames::requireMetric);
		MetricqFutures
			.await(this.subscriptions.subscribe(metrics, subscription.dataQueue(), subscription.expires(), false));
		Set<String> all = new LinkedHashSet<>(subscription.metrics());
		all.addAll(metrics);
		return new MetricqSubscription(subscription.dataServerAddress(), subscription.dataQueue(), new ArrayList<>(all),
				subscription.expires());
	}

	@Override
	public MetricqDrain drain(MetricqSubscription subscription) {
		MetricqFutures.await(this.subscriptions.unsubscribe(subscription.dataQueue(), subscription.metrics(), true));
		return new QueueDrain(this.subscriptions, subscription, this.prefetch);
	}

}
