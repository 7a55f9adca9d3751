package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.github.polywire.metricq.network.NetworkState;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the network of one's own serves. Standing by for another manager is
 * healthy, as clients are served.
 */
final class MetricqNetworkHealthIndicator extends AbstractHealthIndicator {

	private final EmbeddedNetwork network;

	MetricqNetworkHealthIndicator(EmbeddedNetwork network) {
		super("MetricQ network health check failed");
		this.network = network;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		NetworkState state = this.network.state();
		String failure = this.network.failure();
		boolean serving = state == NetworkState.RUNNING && failure == null;
		builder.status((serving || state == NetworkState.STANDBY) ? "UP" : "DOWN").withDetail("state", state);
		if (failure != null) {
			builder.withDetail("failure", failure);
		}
	}

}
