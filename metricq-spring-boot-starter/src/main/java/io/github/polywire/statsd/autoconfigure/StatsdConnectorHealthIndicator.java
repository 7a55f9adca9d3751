package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.ConnectorCounts;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.client.QueuedStatsdConnector;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the connector is connected and its queue has room.
 */
final class StatsdConnectorHealthIndicator extends AbstractHealthIndicator {

	private final QueuedStatsdConnector connector;

	StatsdConnectorHealthIndicator(QueuedStatsdConnector connector) {
		super("StatsD connector health check failed");
		this.connector = connector;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectorState state = this.connector.state();
		ConnectorCounts counts = this.connector.counts();
		boolean room = counts.queued() < this.connector.queueCapacity();
		builder.status((state == ConnectorState.CONNECTED && room) ? "UP" : "DOWN")
			.withDetail("server", this.connector.server())
			.withDetail("state", state)
			.withDetail("queued", counts.queued())
			.withDetail("queueCapacity", this.connector.queueCapacity())
			.withDetail("dropped", counts.droppedOldest() + counts.droppedNewest());
		String failure = this.connector.failure();
		if (failure != null) {
			builder.withDetail("failure", failure);
		}
	}

}
