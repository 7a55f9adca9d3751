package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;

import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.listener.MicroEndpointContainer;
import io.github.polywire.natsmicro.listener.MicroServiceContainer;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Actuator endpoint that lists the services of this application and of the network.
 */
@Endpoint(id = "natsmicro")
public final class NatsMicroEndpoint {

	private final MicroServiceRegistry registry;

	private final ObjectProvider<MicroDiscoveryOperations> discovery;

	NatsMicroEndpoint(MicroServiceRegistry registry, ObjectProvider<MicroDiscoveryOperations> discovery) {
		this.registry = registry;
		this.discovery = discovery;
	}

	/**
	 * Lists the services of this application, and on request those of the network.
	 * @param discover whether to ask the network, which takes a moment
	 * @return the services
	 */
	@ReadOperation
	public Description services(@Nullable Boolean discover) {
		List<ServedService> own = this.registry.getServices().stream().map(NatsMicroEndpoint::describe).toList();
		MicroDiscoveryOperations operations = Boolean.TRUE.equals(discover) ? this.discovery.getIfUnique() : null;
		return new Description(own, (operations != null) ? operations.info() : null);
	}

	/**
	 * Tells of one endpoint.
	 * @param id its id, as in {@code orders.create}
	 * @return the endpoint, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable ServedEndpoint endpoint(@Selector String id) {
		MicroEndpointContainer endpoint = this.registry.getEndpoint(id);
		return (endpoint != null) ? describe(endpoint) : null;
	}

	private static ServedService describe(MicroServiceContainer service) {
		return new ServedService(service.info(), service.isRunning(),
				service.getEndpoints().stream().map(NatsMicroEndpoint::describe).toList());
	}

	private static ServedEndpoint describe(MicroEndpointContainer endpoint) {
		return new ServedEndpoint(endpoint.getId(), endpoint.getState(), endpoint.info(), endpoint.stats(),
				endpoint.getCounters().inFlight(), endpoint.getWaitingCount(), endpoint.getDroppedCount());
	}

	/**
	 * What the endpoint tells.
	 *
	 * @param services the services of this application
	 * @param network the services of the network, or {@code null} if it was not asked
	 */
	public record Description(List<ServedService> services, @Nullable List<MicroServiceInfo> network) {

	}

	/**
	 * What is told of a service.
	 *
	 * @param info what discovery tells
	 * @param running whether it is started
	 * @param endpoints its endpoints
	 */
	public record ServedService(MicroServiceInfo info, boolean running, List<ServedEndpoint> endpoints) {

	}

	/**
	 * What is told of an endpoint.
	 *
	 * @param id its id
	 * @param state what it does
	 * @param info what discovery tells
	 * @param stats its statistics
	 * @param inFlight requests that were taken and whose handling has not ended
	 * @param waiting requests that wait to be handled
	 * @param dropped requests that the NATS client dropped
	 */
	public record ServedEndpoint(String id, MicroEndpointState state, MicroEndpointInfo info, MicroEndpointStats stats,
			int inFlight, long waiting, long dropped) {

	}

}
