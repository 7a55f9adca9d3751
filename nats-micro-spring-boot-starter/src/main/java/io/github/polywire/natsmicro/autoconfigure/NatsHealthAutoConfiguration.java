package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.nats.client.Connection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the connection to NATS.
 */
@AutoConfiguration(after = NatsAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Connection.class)
@ConditionalOnProperty(name = "nats.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("nats")
public final class NatsHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "natsHealthIndicator", "natsHealthContributor" })
	NatsHealthIndicator natsHealthIndicator(Connection connection, ObjectProvider<NatsConnectionManager> manager) {
		return new NatsHealthIndicator(connection, manager.getIfAvailable());
	}

}
