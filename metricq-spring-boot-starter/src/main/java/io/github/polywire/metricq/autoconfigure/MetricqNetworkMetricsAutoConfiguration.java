package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.network.EmbeddedNetwork;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of a MetricQ network of one's own.
 */
@AutoConfiguration(after = MetricqNetworkAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, EmbeddedNetwork.class })
public final class MetricqNetworkMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MetricqNetworkMetrics metricqNetworkMetrics(EmbeddedNetwork network) {
		return new MetricqNetworkMetrics(network);
	}

}
