package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of MetricQ.
 */
@AutoConfiguration(after = MetricqAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(MetricqListenerRegistry.class)
@ConditionalOnEnabledHealthIndicator("metricq")
public final class MetricqHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "metricqHealthIndicator", "metricqHealthContributor" })
	MetricqHealthIndicator metricqHealthIndicator(ObjectProvider<Agent> agents, ObjectProvider<SourceTemplate> source,
			MetricqListenerRegistry listeners, MetricqTransformerRegistry transformers,
			MetricqDatabaseRegistry databases, MetricTaskRegistry metrics) {
		return new MetricqHealthIndicator(agents.orderedStream().toList(), source.getIfUnique(),
				new MetricqRegistries(listeners, transformers, databases), metrics);
	}

}
