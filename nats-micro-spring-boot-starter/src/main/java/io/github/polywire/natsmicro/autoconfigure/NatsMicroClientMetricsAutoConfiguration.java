package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.client.MicroClientFactory;
import io.github.polywire.natsmicro.client.MicroDiscovery;
import io.github.polywire.natsmicro.client.MicroTemplate;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the calling side of NATS micro.
 */
@AutoConfiguration(after = NatsMicroClientAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, MicroClientFactory.class })
public final class NatsMicroClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NatsMicroClientMetrics natsMicroClientMetrics(ObjectProvider<MicroTemplate> template,
			ObjectProvider<MicroDiscovery> discovery) {
		return new NatsMicroClientMetrics(template.getIfUnique(), discovery.getIfUnique());
	}

}
