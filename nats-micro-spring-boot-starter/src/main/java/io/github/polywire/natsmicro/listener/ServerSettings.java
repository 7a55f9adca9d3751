package io.github.polywire.natsmicro.listener;

import java.time.Duration;

import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroServiceDefinition;

/**
 * How services are served that do not say themselves.
 *
 * @param apiPrefix the prefix of the subjects of discovery
 * @param defaults the queue group and the limits of what waits in the NATS client, all of
 * them set
 * @param concurrency how many requests of an endpoint are handled side by side
 * @param queueCapacity how many more requests of an endpoint wait, or a negative number
 * for as many as are handled side by side
 * @param shutdownTimeout how long a stop waits for the requests that were taken
 * @param autoStartup whether services start with the application
 * @param errorMessage what callers are told of exceptions that nobody maps
 */
public record ServerSettings(String apiPrefix, MicroEndpointDefaults defaults, int concurrency, int queueCapacity,
		Duration shutdownTimeout, boolean autoStartup, String errorMessage) {

	int concurrencyOf(MicroEndpointDefinition endpoint) {
		Integer own = endpoint.concurrency();
		return (own != null) ? own : this.concurrency;
	}

	int queueCapacityOf(MicroEndpointDefinition endpoint) {
		Integer own = endpoint.queueCapacity();
		if (own != null) {
			return own;
		}
		return (this.queueCapacity >= 0) ? this.queueCapacity : concurrencyOf(endpoint);
	}

	boolean autoStartupOf(MicroServiceDefinition service) {
		Boolean own = service.autoStartup();
		return (own != null) ? own : this.autoStartup;
	}

}
