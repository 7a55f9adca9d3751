package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint {@code remotecalls}.
 */
@AutoConfiguration(after = RabiBridgeAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(RemoteCallRegistry.class)
@ConditionalOnAvailableEndpoint(RemoteCallsEndpoint.class)
public final class RemoteCallsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RemoteCallsEndpoint remoteCallsEndpoint(RemoteCallRegistry registry, ObjectProvider<RemoteCallTemplate> template,
			ObjectProvider<BrokerConnection> connections, ObjectProvider<PluginManager> plugins) {
		return new RemoteCallsEndpoint(registry, template.getIfUnique(), connections.orderedStream().toList(),
				plugins.getIfAvailable());
	}

}
