package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.nats.client.Connection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the connection to NATS.
 */
@AutoConfiguration(after = NatsAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, Connection.class })
@ConditionalOnProperty(name = "nats.enabled", matchIfMissing = true)
public final class NatsMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NatsConnectionMetrics natsConnectionMetrics(Connection connection, ObjectProvider<NatsConnectionManager> manager) {
		return new NatsConnectionMetrics(connection, manager.getIfAvailable());
	}

}
