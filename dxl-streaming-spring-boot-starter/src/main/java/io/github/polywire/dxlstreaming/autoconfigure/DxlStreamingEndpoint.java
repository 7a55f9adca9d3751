package io.github.polywire.dxlstreaming.autoconfigure;

import java.net.URI;
import java.util.List;

import io.github.polywire.dxlstreaming.DxlStreamListenerInfo;
import io.github.polywire.dxlstreaming.connection.StreamService;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Tells which listeners there are and what they are doing.
 */
@Endpoint(id = "dxlstreaming")
public final class DxlStreamingEndpoint {

	private final StreamService service;

	private final DxlStreamListenerRegistry registry;

	DxlStreamingEndpoint(StreamService service, DxlStreamListenerRegistry registry) {
		this.service = service;
		this.registry = registry;
	}

	/**
	 * Lists the listeners.
	 * @return the description
	 */
	@ReadOperation
	public Description dxlstreaming() {
		return new Description(this.service.baseUrl(), this.registry.getListeners());
	}

	/**
	 * What the endpoint tells.
	 *
	 * @param service where the service is
	 * @param listeners the listeners
	 */
	public record Description(URI service, List<DxlStreamListenerInfo> listeners) {
	}

}
