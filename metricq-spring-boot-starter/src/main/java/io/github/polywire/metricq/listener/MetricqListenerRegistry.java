package io.github.polywire.metricq.listener;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The containers of all listeners.
 */
public final class MetricqListenerRegistry extends ContainerRegistry {

	private final Subscriptions subscriptions;

	private final ListenerSettings settings;

	private final HandlerExecutorFactory executors;

	private final ChunkObserver observer;

	/**
	 * Creates a registry.
	 * @param subscriptions asks the manager
	 * @param settings how listeners behave that do not say it themselves
	 * @param executors make what listeners run on
	 * @param observationRegistry observes calls of listeners
	 * @param convention names the observations, or {@code null} for the default
	 */
	public MetricqListenerRegistry(Subscriptions subscriptions, ListenerSettings settings,
			HandlerExecutorFactory executors, ObservationRegistry observationRegistry,
			@Nullable MetricqListenerConvention convention) {
		super("listeners", settings.failFast());
		this.subscriptions = subscriptions;
		this.settings = settings;
		this.executors = executors;
		this.observer = new ObservedChunks(observationRegistry, convention);
	}

	/**
	 * Adds a listener, and starts it if the application runs and it starts by itself.
	 * @param options what the listener says about itself
	 * @param handler handles its chunks
	 * @return its container
	 * @throws MetricqDefinitionException if there is one with its id
	 */
	public MetricqListenerContainer register(ListenerOptions options, ChunkHandler handler) {
		return add(new MetricqListenerContainer(this.subscriptions, options, this.settings, handler, this.executors,
				this.observer, ContainerCompanion.NONE));
	}

}
