package io.github.polywire.metricq.autoconfigure;

import java.util.function.ToDoubleFunction;

import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of a network of one's own.
 */
final class MetricqNetworkMetrics implements MeterBinder {

	private final EmbeddedNetwork network;

	MetricqNetworkMetrics(EmbeddedNetwork network) {
		this.network = network;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		requests(registry, "success", EmbeddedNetwork::answeredCount);
		requests(registry, "error", EmbeddedNetwork::failedCount);
		requests(registry, "rejected", EmbeddedNetwork::rejectedCount);
		Gauge.builder("metricq.network.metrics", this.network, EmbeddedNetwork::metricCount)
			.description("Metrics that the manager knows")
			.register(registry);
		if (this.network.database().isEnabled()) {
			bindDatabase(registry);
		}
	}

	private void bindDatabase(MeterRegistry registry) {
		Gauge.builder("metricq.network.database.points", this.network, (it) -> it.database().pointCount())
			.description("Points that the database in memory has")
			.register(registry);
		count(registry, "metricq.network.database.received", "Points that the database in memory received",
				(it) -> it.database().receivedCount());
		count(registry, "metricq.network.database.requests", "History requests that were answered",
				(it) -> it.database().requestCount());
		count(registry, "metricq.network.database.rejected", "Messages that were neither chunks nor requests",
				(it) -> it.database().rejectedCount());
	}

	private void requests(MeterRegistry registry, String outcome, ToDoubleFunction<EmbeddedNetwork> count) {
		FunctionCounter.builder("metricq.network.requests", this.network, count)
			.tag("outcome", outcome)
			.description("Requests to the manager")
			.register(registry);
	}

	private void count(MeterRegistry registry, String name, String description,
			ToDoubleFunction<EmbeddedNetwork> count) {
		FunctionCounter.builder(name, this.network, count).description(description).register(registry);
	}

}
