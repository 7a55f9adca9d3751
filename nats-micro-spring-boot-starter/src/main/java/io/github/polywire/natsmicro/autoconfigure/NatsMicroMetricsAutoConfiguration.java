package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of NATS micro services.
 */
@AutoConfiguration(after = NatsMicroServerAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, MicroServiceRegistry.class })
public final class NatsMicroMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NatsMicroMetrics natsMicroMetrics(MicroServiceRegistry registry) {
		return new NatsMicroMetrics(registry);
	}

}
