package io.github.polywire.natsmicro.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.listener.MicroEndpointContainer;
import io.github.polywire.natsmicro.listener.MicroServiceContainer;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells what the services of this application do, and which requests were dropped. It is
 * down when a service runs whose endpoints have stopped; whether NATS is there, the
 * health of the connection tells.
 */
final class NatsMicroHealthIndicator extends AbstractHealthIndicator {

	private final MicroServiceRegistry registry;

	NatsMicroHealthIndicator(MicroServiceRegistry registry) {
		super("NATS micro health check failed");
		this.registry = registry;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		Map<String, Object> services = new LinkedHashMap<>();
		Map<String, Long> dropped = new LinkedHashMap<>();
		for (MicroServiceContainer service : this.registry.getServices()) {
			services.put(service.getName() + " " + service.getId(), service.isRunning() ? "running" : "stopped");
			for (MicroEndpointContainer endpoint : service.getEndpoints()) {
				if (endpoint.getDroppedCount() > 0) {
					dropped.put(endpoint.getId(), endpoint.getDroppedCount());
				}
				if (service.isRunning() && endpoint.getState() == MicroEndpointState.STOPPED) {
					builder.down().withDetail(endpoint.getId(), "stopped");
				}
				else if (endpoint.getState() == MicroEndpointState.RUNNING && !endpoint.isSubscribed()) {
					builder.down().withDetail(endpoint.getId(), "not subscribed");
				}
			}
		}
		builder.withDetail("services", services);
		if (!dropped.isEmpty()) {
			builder.withDetail("dropped", dropped);
		}
	}

}
