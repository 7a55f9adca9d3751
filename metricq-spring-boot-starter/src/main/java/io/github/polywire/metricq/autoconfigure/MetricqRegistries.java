package io.github.polywire.metricq.autoconfigure;

import java.util.List;

import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.listener.ContainerRegistry;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqListenerContainer;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;

/**
 * All that take points.
 *
 * @param listeners the listeners
 * @param transformers the transformers
 * @param databases the databases
 */
record MetricqRegistries(MetricqListenerRegistry listeners, MetricqTransformerRegistry transformers,
		MetricqDatabaseRegistry databases) {

	List<ContainerRegistry> all() {
		return List.of(this.listeners, this.transformers, this.databases);
	}

	/**
	 * The agents that are no beans, for there is one for each container.
	 * @return the agents of transformers and databases
	 */
	List<Agent> agents() {
		return List.<ContainerRegistry>of(this.transformers, this.databases)
			.stream()
			.flatMap((registry) -> registry.getContainers().stream())
			.map(MetricqListenerContainer::agent)
			.toList();
	}

}
