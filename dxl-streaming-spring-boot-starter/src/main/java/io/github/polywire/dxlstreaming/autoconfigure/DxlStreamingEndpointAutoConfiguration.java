package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.connection.StreamService;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint of DXL streaming.
 */
@AutoConfiguration(after = DxlStreamingAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ StreamService.class, DxlStreamListenerRegistry.class })
@ConditionalOnAvailableEndpoint(DxlStreamingEndpoint.class)
public final class DxlStreamingEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DxlStreamingEndpoint dxlStreamingEndpoint(StreamService service, DxlStreamListenerRegistry registry) {
		return new DxlStreamingEndpoint(service, registry);
	}

}
