package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.listener.MicroServiceRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of NATS micro services.
 */
@AutoConfiguration(after = NatsMicroServerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(MicroServiceRegistry.class)
@ConditionalOnEnabledHealthIndicator("natsmicro")
public final class NatsMicroHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "natsmicroHealthIndicator", "natsmicroHealthContributor" })
	NatsMicroHealthIndicator natsmicroHealthIndicator(MicroServiceRegistry registry) {
		return new NatsMicroHealthIndicator(registry);
	}

}
