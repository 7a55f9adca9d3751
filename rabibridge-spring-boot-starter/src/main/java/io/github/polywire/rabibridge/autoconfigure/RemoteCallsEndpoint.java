package io.github.polywire.rabibridge.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Actuator endpoint that lists the functions served and the calls in flight.
 */
@Endpoint(id = "remotecalls")
public final class RemoteCallsEndpoint {

	private final RemoteCallRegistry registry;

	private final @Nullable RemoteCallTemplate template;

	private final List<BrokerConnection> connections;

	private final @Nullable PluginManager plugins;

	RemoteCallsEndpoint(RemoteCallRegistry registry, @Nullable RemoteCallTemplate template,
			List<BrokerConnection> connections, @Nullable PluginManager plugins) {
		this.registry = registry;
		this.template = template;
		this.connections = connections;
		this.plugins = plugins;
	}

	/**
	 * Lists the functions served, the plugins, the state of the client and of the
	 * connections.
	 * @return the description
	 */
	@ReadOperation
	public Description remoteCalls() {
		Map<String, Connection> connections = new LinkedHashMap<>();
		for (BrokerConnection connection : this.connections) {
			BrokerSession session = connection.session();
			connections.put(connection.name(),
					new Connection(connection.address(), connection.isWanted(), session != null,
							(session != null) ? session.blockedReason() : null, connection.failure(),
							connection.reconnectCount()));
		}
		Client client = (this.template != null)
				? new Client(this.template.inFlightCount(), this.template.lateReplyCount()) : null;
		List<RemoteCallPlugin> plugins = (this.plugins != null) ? this.plugins.getPlugins() : List.of();
		return new Description(this.registry.getFunctions(), plugins, client, connections);
	}

	/**
	 * Tells of one function.
	 * @param id the id of its container
	 * @return the function, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable ServedFunction remoteCall(@Selector String id) {
		return this.registry.getFunctions()
			.stream()
			.filter((function) -> function.id().equals(id))
			.findFirst()
			.orElse(null);
	}

	/**
	 * What the endpoint tells.
	 *
	 * @param functions the functions served
	 * @param plugins the plugin jars
	 * @param client the client, if it is this starter's
	 * @param connections the connections by name
	 */
	public record Description(List<ServedFunction> functions, List<RemoteCallPlugin> plugins, @Nullable Client client,
			Map<String, Connection> connections) {

	}

	/**
	 * What is told of the client.
	 *
	 * @param inFlight calls in flight
	 * @param lateReplies replies that came too late
	 */
	public record Client(int inFlight, long lateReplies) {

	}

	/**
	 * What is told of a connection.
	 *
	 * @param address the broker's address
	 * @param inUse whether it was asked for
	 * @param open whether it is open
	 * @param blocked why the broker takes no messages, or {@code null} if it does
	 * @param failure why it is not open, or {@code null}
	 * @param reconnects how often it was opened again
	 */
	public record Connection(String address, boolean inUse, boolean open, @Nullable String blocked,
			@Nullable String failure, long reconnects) {

	}

}
