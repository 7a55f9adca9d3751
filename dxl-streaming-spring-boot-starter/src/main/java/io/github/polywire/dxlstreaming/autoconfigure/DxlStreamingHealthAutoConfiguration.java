package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of DXL streaming.
 */
@AutoConfiguration(after = DxlStreamingAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(DxlStreamListenerRegistry.class)
@ConditionalOnEnabledHealthIndicator("dxlstreaming")
public final class DxlStreamingHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "dxlstreamingHealthIndicator", "dxlstreamingHealthContributor" })
	DxlStreamingHealthIndicator dxlstreamingHealthIndicator(DxlStreamListenerRegistry registry) {
		return new DxlStreamingHealthIndicator(registry);
	}

}
