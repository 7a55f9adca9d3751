package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.client.QueuedStatsdConnector;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the StatsD connector.
 */
@AutoConfiguration(after = StatsdConnectorAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, QueuedStatsdConnector.class })
public final class StatsdConnectorMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	StatsdConnectorMetrics statsdConnectorMetrics(QueuedStatsdConnector connector) {
		return new StatsdConnectorMetrics(connector);
	}

}
