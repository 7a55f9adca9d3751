package io.github.polywire.statsd.autoconfigure;

import java.util.function.ToDoubleFunction;

import io.github.polywire.statsd.ConnectorCounts;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the connector. All are read when a registry polls, so that they may travel
 * through the connector themselves.
 */
final class StatsdConnectorMetrics implements MeterBinder {

	private final QueuedStatsdConnector connector;

	StatsdConnectorMetrics(QueuedStatsdConnector connector) {
		this.connector = connector;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "accepted", "Metrics that got into the queue", Tags.empty(), ConnectorCounts::accepted);
		counter(registry, "sent", "Metrics that were handed to the operating system", Tags.empty(),
				ConnectorCounts::sent);
		counter(registry, "at.risk", "Metrics that were sent shortly before a connection was lost", Tags.empty(),
				ConnectorCounts::atRisk);
		counter(registry, "dropped", "Metrics that were dropped", Tags.of("reason", "oldest"),
				ConnectorCounts::droppedOldest);
		counter(registry, "dropped", "Metrics that were dropped", Tags.of("reason", "newest"),
				ConnectorCounts::droppedNewest);
		counter(registry, "dropped", "Metrics that were dropped", Tags.of("reason", "shutdown"),
				ConnectorCounts::droppedAtShutdown);
		counter(registry, "refused", "What was recorded and is no metric", Tags.empty(), ConnectorCounts::refused);
		counter(registry, "reconnects", "Connections that followed the first", Tags.empty(),
				ConnectorCounts::reconnects);
		gauge(registry, "queued", "Metrics that wait", (connector) -> connector.counts().queued());
		gauge(registry, "queue.capacity", "How many metrics may wait", QueuedStatsdConnector::queueCapacity);
		gauge(registry, "connected", "Whether there is a connection",
				(connector) -> (connector.state() == ConnectorState.CONNECTED) ? 1 : 0);
	}

	private void counter(MeterRegistry registry, String name, String description, Tags tags,
			ToDoubleFunction<ConnectorCounts> count) {
		FunctionCounter
			.builder("statsd.connector." + name, this.connector, (connector) -> count.applyAsDouble(connector.counts()))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private void gauge(MeterRegistry registry, String name, String description,
			ToDoubleFunction<QueuedStatsdConnector> value) {
		Gauge.builder("statsd.connector." + name, this.connector, value)
			.description(description)
			.strongReference(true)
			.register(registry);
	}

}
