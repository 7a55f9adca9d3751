package io.github.polywire.natsmicro.autoconfigure;

import java.util.Locale;

import io.github.polywire.natsmicro.client.MicroDiscovery;
import io.github.polywire.natsmicro.client.MicroTemplate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the requests that this application sends.
 */
final class NatsMicroClientMetrics implements MeterBinder {

	private final @Nullable MicroTemplate template;

	private final @Nullable MicroDiscovery discovery;

	NatsMicroClientMetrics(@Nullable MicroTemplate template, @Nullable MicroDiscovery discovery) {
		this.template = template;
		this.discovery = discovery;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		if (this.template != null) {
			Gauge.builder("nats.micro.client.in.flight", this.template, MicroTemplate::inFlightCount)
				.description("Requests in flight, those included that wait for a connection")
				.register(meters);
			for (MicroTemplate.Failure failure : MicroTemplate.Failure.values()) {
				FunctionCounter
					.builder("nats.micro.client.failures", this.template, (template) -> template.failureCount(failure))
					.description("Requests that ended without a usable answer")
					.tag("kind", failure.name().toLowerCase(Locale.ROOT))
					.register(meters);
			}
		}
		if (this.discovery != null) {
			FunctionCounter.builder("nats.micro.discovery.skipped", this.discovery, MicroDiscovery::skippedCount)
				.description("Answers to discovery that could not be read")
				.register(meters);
		}
	}

}
