package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.client.QueuedStatsdConnector;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the StatsD connector.
 */
@AutoConfiguration(after = StatsdConnectorAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(QueuedStatsdConnector.class)
@ConditionalOnEnabledHealthIndicator("statsd")
public final class StatsdConnectorHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "statsdHealthIndicator", "statsdHealthContributor" })
	StatsdConnectorHealthIndicator statsdHealthIndicator(QueuedStatsdConnector connector) {
		return new StatsdConnectorHealthIndicator(connector);
	}

}
