package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.github.polywire.natsmicro.connection.ServerAddresses;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether there is a connection to NATS.
 */
final class NatsHealthIndicator extends AbstractHealthIndicator {

	private final Connection connection;

	private final @Nullable NatsConnectionManager manager;

	NatsHealthIndicator(Connection connection, @Nullable NatsConnectionManager manager) {
		super("NATS health check failed");
		this.connection = connection;
		this.manager = manager;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Connection.Status status = this.connection.getStatus();
		if (status == Connection.Status.CONNECTED) {
			builder.up();
			detail(builder, "server", ServerAddresses.withoutCredentials(this.connection.getConnectedUrl()));
			detail(builder, "version", this.connection.getServerInfo().getVersion());
		}
		else {
			builder.down();
		}
		builder.withDetail("status", status);
		builder.withDetail("droppedMessages", this.connection.getStatistics().getDroppedCount());
		if (this.manager != null) {
			builder.withDetail("servers", this.manager.servers());
			builder.withDetail("reconnects", this.manager.reconnectCount());
			builder.withDetail("slowConsumers", this.manager.slowConsumerCount());
			if (status != Connection.Status.CONNECTED) {
				detail(builder, "failure", this.manager.failure());
			}
		}
	}

	private static void detail(Health.Builder builder, String name, @Nullable Object value) {
		if (value != null) {
			builder.withDetail(name, value);
		}
	}

}
