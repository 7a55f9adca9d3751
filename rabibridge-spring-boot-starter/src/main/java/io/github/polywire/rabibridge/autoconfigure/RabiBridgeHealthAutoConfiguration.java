package io.github.polywire.rabibridge.autoconfigure;

import java.util.List;

import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of RabiBridge.
 */
@AutoConfiguration(after = RabiBridgeAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RemoteCallRegistry.class)
@ConditionalOnEnabledHealthIndicator("rabibridge")
public final class RabiBridgeHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "rabibridgeHealthIndicator", "rabibridgeHealthContributor" })
	RabiBridgeHealthIndicator rabibridgeHealthIndicator(ObjectProvider<BrokerConnection> connections,
			RemoteCallRegistry registry, ObjectProvider<PluginManager> plugins) {
		List<BrokerConnection> all = connections.orderedStream().toList();
		return new RabiBridgeHealthIndicator(all, registry, plugins.getIfAvailable());
	}

}
