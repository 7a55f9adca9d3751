package io.github.polywire.rabibridge.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether the connections that are in use are open and take messages, whether all
 * functions that should be are served, and whether all plugins are loaded.
 */
final class RabiBridgeHealthIndicator extends AbstractHealthIndicator {

	private final List<BrokerConnection> connections;

	private final RemoteCallRegistry registry;

	private final @Nullable PluginManager plugins;

	RabiBridgeHealthIndicator(List<BrokerConnection> connections, RemoteCallRegistry registry,
			@Nullable PluginManager plugins) {
		super("RabiBridge health check failed");
		this.connections = connections;
		this.registry = registry;
		this.plugins = plugins;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		for (BrokerConnection connection : this.connections) {
			check(connection, builder);
		}
		Map<String, String> notServed = new LinkedHashMap<>();
		for (ServedFunction function : this.registry.getFunctions()) {
			if (function.state() == ContainerState.FAILED
					|| (function.state() == ContainerState.STARTING && function.error() != null)) {
				notServed.put(function.id(), String.valueOf(function.error()));
			}
		}
		if (!notServed.isEmpty()) {
			builder.down().withDetail("notServed", notServed);
		}
		if (this.plugins != null) {
			check(this.plugins, builder);
		}
	}

	private static void check(PluginManager plugins, Health.Builder builder) {
		Map<String, String> notLoaded = new LinkedHashMap<>();
		for (RemoteCallPlugin plugin : plugins.getPlugins()) {
			String error = plugin.error();
			if (error != null) {
				notLoaded.put(plugin.file(), error);
			}
		}
		if (!notLoaded.isEmpty()) {
			builder.down().withDetail("pluginsNotLoaded", notLoaded);
		}
		String directoryError = plugins.getDirectoryError();
		if (directoryError != null) {
			builder.down().withDetail("pluginDirectory", directoryError);
		}
	}

	private static void check(BrokerConnection connection, Health.Builder builder) {
		BrokerSession session = connection.session();
		String state = "open";
		if (!connection.isWanted()) {
			state = "not in use";
		}
		else if (session == null) {
			String failure = connection.failure();
			builder.down();
			state = "closed" + ((failure != null) ? ": " + failure : "");
		}
		else if (session.blockedReason() != null) {
			builder.down();
			state = "blocked: " + session.blockedReason();
		}
		builder.withDetail(connection.name(), state);
	}

}
