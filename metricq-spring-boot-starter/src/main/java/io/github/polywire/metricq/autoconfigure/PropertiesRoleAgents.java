package io.github.polywire.metricq.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.client.ConfirmedPublisher;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.ChunkPublisher;
import io.github.polywire.metricq.listener.RoleAgents;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes agents by the properties of their role.
 */
final class PropertiesRoleAgents implements RoleAgents {

	private final AgentFactory agents;

	private final MetricqRole role;

	private final @Nullable String token;

	private final MetricqProperties.Source source;

	/**
	 * Creates a factory.
	 * @param agents makes agents
	 * @param role their role
	 * @param token the token of the properties, or {@code null} for the default
	 * @param source how chunks are published
	 */
	PropertiesRoleAgents(AgentFactory agents, MetricqRole role, @Nullable String token,
			MetricqProperties.Source source) {
		this.agents = agents;
		this.role = role;
		this.token = token;
		this.source = source;
	}

	@Override
	public Agent create(@Nullable String configured) {
		return this.agents.create(this.role, (configured != null) ? configured : this.token, false);
	}

	@Override
	public ChunkPublisher publisher(Agent agent, Supplier<CompletableFuture<ObjectNode>> register) {
		return new ConfirmedPublisher(agent, this.source.bufferSize().toBytes(), this.source.persistent(), register);
	}

}
