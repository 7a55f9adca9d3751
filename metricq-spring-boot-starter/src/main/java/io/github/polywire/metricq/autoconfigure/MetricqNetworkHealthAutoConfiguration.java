package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.network.EmbeddedNetwork;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of a MetricQ network of one's own.
 */
@AutoConfiguration(after = MetricqNetworkAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(EmbeddedNetwork.class)
@ConditionalOnEnabledHealthIndicator("metricq-network")
public final class MetricqNetworkHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "metricqNetworkHealthIndicator", "metricqNetworkHealthContributor" })
	MetricqNetworkHealthIndicator metricqNetworkHealthIndicator(EmbeddedNetwork network) {
		return new MetricqNetworkHealthIndicator(network);
	}

}
