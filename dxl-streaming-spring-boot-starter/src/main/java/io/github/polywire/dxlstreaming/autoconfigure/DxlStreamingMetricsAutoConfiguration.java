package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.client.DxlStreamTemplate;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of DXL streaming.
 */
@AutoConfiguration(after = DxlStreamingAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, DxlStreamListenerRegistry.class })
public final class DxlStreamingMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DxlStreamingMetrics dxlStreamingMetrics(DxlStreamListenerRegistry registry,
			ObjectProvider<DxlStreamTemplate> template) {
		return new DxlStreamingMetrics(registry, template.getIfUnique());
	}

}
