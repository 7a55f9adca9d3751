package io.github.polywire.metricq.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.ChunkPublisher;
import io.github.polywire.metricq.connection.TransformerSubscriptions;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The containers of all transformers, each of which is an agent with a durable queue.
 */
public final class MetricqTransformerRegistry extends ContainerRegistry {

	private final RoleAgents agents;

	private final ListenerSettings settings;

	private final HandlerExecutorFactory executors;

	private final ChunkObserver observer;

	private final Map<String, String> handlersByToken = new ConcurrentHashMap<>();

	private final Map<String, ChunkPublisher> publishers = new ConcurrentHashMap<>();

	/**
	 * Creates a registry.
	 * @param agents makes the agents
	 * @param settings how transformers behave that do not say it themselves
	 * @param executors make what transformers run on
	 * @param observationRegistry observes calls of transformers
	 * @param convention names the observations, or {@code null} for the default
	 */
	public MetricqTransformerRegistry(RoleAgents agents, ListenerSettings settings, HandlerExecutorFactory executors,
			ObservationRegistry observationRegistry, @Nullable MetricqListenerConvention convention) {
		super("transformers", settings.failFast());
		this.agents = agents;
		this.settings = settings;
		this.executors = executors;
		this.observer = new ObservedChunks(observationRegistry, convention);
	}

	MetricqListenerContainer register(TransformerDefinition definition) {
		Agent agent = this.agents.create(definition.token());
		String handler = definition.method().describe();
		String other = this.handlersByToken.putIfAbsent(agent.token(), handler);
		if (other != null) {
			throw new MetricqDefinitionException(handler,
					"there is another transformer with the token '" + agent.token() + "', which is " + other
							+ ", and a token has one queue",
					"Give one of them a token of its own: @MetricqTransformer(token = \"…\")", null);
		}
		TransformerSubscriptions subscriptions = new TransformerSubscriptions(agent, definition.outputs());
		ChunkPublisher publisher = this.agents.publisher(agent, subscriptions::registered);
		this.publishers.put(definition.options().id(), publisher);
		return add(new MetricqListenerContainer(subscriptions, definition.options(), this.settings,
				new TransformerChunkHandler(definition.method(), definition.outputs().keySet(), publisher),
				this.executors, this.observer,
				new TransformerCompanion(agent, publisher, !definition.outputs().isEmpty())));
	}

	@Override
	void forget(MetricqListenerContainer removed) {
		this.publishers.remove(removed.id());
		this.handlersByToken.remove(removed.agent().token());
	}

	/**
	 * What a transformer publishes with.
	 * @param id the container's id
	 * @return the publisher
	 * @throws IllegalArgumentException if there is none with the id
	 */
	public ChunkPublisher publisher(String id) {
		ChunkPublisher found = this.publishers.get(id);
		if (found == null) {
			throw new IllegalArgumentException("There is no MetricQ transformer with the id '" + id + "'");
		}
		return found;
	}

}
