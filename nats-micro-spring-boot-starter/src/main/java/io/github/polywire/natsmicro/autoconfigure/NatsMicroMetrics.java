package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.polywire.natsmicro.listener.EndpointCounters;
import io.github.polywire.natsmicro.listener.MicroEndpointContainer;
import io.github.polywire.natsmicro.listener.MicroServiceContainer;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * The meters of the endpoints that this application serves.
 */
final class NatsMicroMetrics implements MeterBinder {

	private final MicroServiceRegistry registry;

	NatsMicroMetrics(MicroServiceRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		this.registry.addListener(new EndpointMeters(meters));
	}

	/**
	 * Adds and removes the meters of endpoints.
	 */
	private static final class EndpointMeters implements MicroServiceRegistry.Listener {

		private final MeterRegistry meters;

		private final Map<MicroEndpointContainer, List<Meter>> byEndpoint = new ConcurrentHashMap<>();

		private EndpointMeters(MeterRegistry meters) {
			this.meters = meters;
		}

		@Override
		public void added(MicroServiceContainer service, MicroEndpointContainer endpoint) {
			this.byEndpoint.computeIfAbsent(endpoint, (added) -> register(service, added));
		}

		private List<Meter> register(MicroServiceContainer service, MicroEndpointContainer endpoint) {
			Tags tags = Tags.of("service", service.getName(), "endpoint",
					endpoint.getId().substring(service.getName().length() + 1));
			EndpointCounters counters = endpoint.getCounters();
			return List.of(
					gauge("nats.micro.server.in.flight", "Requests that were taken and whose handling has not ended",
							tags, endpoint, (it) -> it.getCounters().inFlight()),
					gauge("nats.micro.server.waiting", "Requests that wait to be handled", tags, endpoint,
							MicroEndpointContainer::getWaitingCount),
					FunctionTimer
						.builder("nats.micro.server.requests", counters, EndpointCounters::requests,
								EndpointCounters::processingNanos, TimeUnit.NANOSECONDS)
						.description("Requests that were handled or refused, and how long handlers took")
						.tags(tags)
						.register(this.meters),
					counter("nats.micro.server.errors", "Requests that were answered with an error", tags, endpoint,
							(it) -> it.getCounters().errors()),
					counter("nats.micro.server.refused", "Requests that were refused because too many came", tags,
							endpoint, (it) -> it.getCounters().refused()),
					counter("nats.micro.server.invalid", "Requests that did not fit their handler", tags, endpoint,
							(it) -> it.getCounters().invalid()),
					counter("nats.micro.server.expired", "Requests that came too late to be handled", tags, endpoint,
							(it) -> it.getCounters().expired()),
					counter("nats.micro.server.lost.replies", "Replies that could not be sent", tags, endpoint,
							(it) -> it.getCounters().lostReplies()),
					counter("nats.micro.server.dropped", "Requests that the NATS client dropped (slow consumer)", tags,
							endpoint, MicroEndpointContainer::getDroppedCount));
		}

		private Meter gauge(String name, String description, Tags tags, MicroEndpointContainer endpoint,
				ToDoubleFunction<MicroEndpointContainer> value) {
			return Gauge.builder(name, endpoint, value)
				.description(description)
				.tags(tags)
				.strongReference(true)
				.register(this.meters);
		}

		private Meter counter(String name, String description, Tags tags, MicroEndpointContainer endpoint,
				ToDoubleFunction<MicroEndpointContainer> value) {
			return FunctionCounter.builder(name, endpoint, value)
				.description(description)
				.tags(tags)
				.register(this.meters);
		}

		@Override
		public void removed(MicroServiceContainer service, MicroEndpointContainer endpoint) {
			List<Meter> removed = this.byEndpoint.remove(endpoint);
			if (removed != null) {
				removed.forEach(this.meters::remove);
			}
		}

	}

}
