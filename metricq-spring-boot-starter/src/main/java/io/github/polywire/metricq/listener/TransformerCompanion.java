package io.github.polywire.metricq.listener;

import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.ChunkPublisher;
import org.jspecify.annotations.Nullable;

/**
 * The agent and the publisher of a transformer, which start and stop with its container.
 */
final class TransformerCompanion implements ContainerCompanion {

	private final Agent agent;

	private final ChunkPublisher publisher;

	private final boolean publishes;

	TransformerCompanion(Agent agent, ChunkPublisher publisher, boolean publishes) {
		this.agent = agent;
		this.publisher = publisher;
		this.publishes = publishes;
	}

	@Override
	public void starting() {
		this.agent.start();
		if (this.publishes) {
			this.publisher.start();
		}
	}

	@Override
	public void stopped() {
		this.publisher.stop();
		this.agent.stop();
	}

	@Override
	public @Nullable String failure() {
		return this.publisher.failure();
	}

}
