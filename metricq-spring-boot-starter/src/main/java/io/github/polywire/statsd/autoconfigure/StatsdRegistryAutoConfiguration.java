package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.StatsdConnector;
import io.micrometer.core.instrument.Clock;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Micrometer's StatsD registry over the connector. Before Boot's,
 * whose registry backs off and whose configuration this one takes.
 */
@AutoConfiguration(after = StatsdConnectorAutoConfiguration.class, beforeName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.statsd.StatsdMetricsExportAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration")
@ConditionalOnClass({ StatsdMeterRegistry.class, ConditionalOnEnabledMetricsExport.class })
@ConditionalOnBean({ Clock.class, StatsdConnector.class })
@ConditionalOnEnabledMetricsExport("statsd")
public final class StatsdRegistryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	StatsdMeterRegistry statsdMeterRegistry(ObjectProvider<StatsdConfig> config, Clock clock,
			StatsdConnector connector) {
		// Without Boot's auto-configuration there is no configuration.
		return StatsdMeterRegistry.builder(config.getIfAvailable(() -> StatsdConfig.DEFAULT))
			.clock(clock)
			.lineSink(connector::injectLine)
			.build();
	}

}
