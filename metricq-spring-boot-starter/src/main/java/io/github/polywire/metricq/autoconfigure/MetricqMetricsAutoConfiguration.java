package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.client.HistoryTemplate;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of MetricQ.
 */
@AutoConfiguration(after = MetricqAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, MetricqListenerRegistry.class })
public final class MetricqMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MetricqMetrics metricqMetrics(ObjectProvider<Agent> agents, ObjectProvider<SourceTemplate> source,
			ObjectProvider<HistoryTemplate> history, MetricqListenerRegistry listeners,
			MetricqTransformerRegistry transformers, MetricqDatabaseRegistry databases, MetricTaskRegistry metrics) {
		return new MetricqMetrics(agents.orderedStream().toList(), source.getIfUnique(), history.getIfUnique(),
				new MetricqRegistries(listeners, transformers, databases), metrics);
	}

}
