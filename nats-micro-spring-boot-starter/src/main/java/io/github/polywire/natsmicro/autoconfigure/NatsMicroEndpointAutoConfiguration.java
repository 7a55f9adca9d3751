package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint {@code natsmicro}.
 */
@AutoConfiguration(after = NatsMicroServerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(MicroServiceRegistry.class)
@ConditionalOnAvailableEndpoint(NatsMicroEndpoint.class)
public final class NatsMicroEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	NatsMicroEndpoint natsMicroEndpoint(MicroServiceRegistry registry,
			ObjectProvider<MicroDiscoveryOperations> discovery) {
		return new NatsMicroEndpoint(registry, discovery);
	}

}
