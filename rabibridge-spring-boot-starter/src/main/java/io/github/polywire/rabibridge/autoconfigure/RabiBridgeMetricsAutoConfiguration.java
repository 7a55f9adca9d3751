package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of RabiBridge.
 */
@AutoConfiguration(after = RabiBridgeAutoConfiguration.class, afterName = {
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RemoteCallRegistry.class })
public final class RabiBridgeMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RabiBridgeMetrics rabiBridgeMetrics(ObjectProvider<BrokerConnection> connections,
			ObjectProvider<RemoteCallTemplate> template, RemoteCallRegistry registry) {
		return new RabiBridgeMetrics(connections.orderedStream().toList(), template.getIfUnique(), registry);
	}

}
