package io.github.polywire.metricq.listener;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.ChunkPublisher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the agents of transformers and databases, of which an application may have more
 * than one.
 */
public interface RoleAgents {

	/**
	 * Makes an agent.
	 * @param token its token, or {@code null} for that of the properties
	 * @return the agent, which is not connected
	 */
	Agent create(@Nullable String token);

	/**
	 * Makes what an agent publishes with.
	 * @param agent the agent
	 * @param register registers it with the manager
	 * @return the publisher, which is not started
	 */
	ChunkPublisher publisher(Agent agent, Supplier<CompletableFuture<ObjectNode>> register);

}
