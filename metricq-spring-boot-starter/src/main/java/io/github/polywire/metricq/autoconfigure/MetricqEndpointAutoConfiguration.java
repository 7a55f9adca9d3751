package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.github.polywire.metricq.network.EmbeddedNetwork;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint of MetricQ.
 */
@AutoConfiguration(after = { MetricqAutoConfiguration.class, MetricqNetworkAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(MetricqListenerRegistry.class)
@ConditionalOnAvailableEndpoint(MetricqEndpoint.class)
public final class MetricqEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MetricqEndpoint metricqEndpoint(ObjectProvider<Agent> agents, ObjectProvider<SourceTemplate> source,
			MetricqListenerRegistry listeners, MetricqTransformerRegistry transformers,
			MetricqDatabaseRegistry databases, MetricTaskRegistry metrics, ObjectProvider<EmbeddedNetwork> network) {
		return new MetricqEndpoint(agents.orderedStream().toList(), source.getIfUnique(),
				new MetricqRegistries(listeners, transformers, databases), metrics, network.getIfUnique());
	}

}
