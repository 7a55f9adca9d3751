package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the connection to NATS.
 */
@AutoConfiguration(afterName = "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration")
@ConditionalOnClass(Nats.class)
@ConditionalOnProperty(name = "nats.enabled", matchIfMissing = true)
@EnableConfigurationProperties(NatsProperties.class)
@ImportRuntimeHints(NatsConnectionRuntimeHints.class)
public final class NatsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(NatsConnectionDetails.class)
	PropertiesNatsConnectionDetails natsConnectionDetails(NatsProperties properties,
			ObjectProvider<SslBundles> bundles) {
		return new PropertiesNatsConnectionDetails(properties, bundles.getIfAvailable());
	}

	/**
	 * The connection, unless the application has its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(Connection.class)
	static class ConnectionConfiguration {

		@Bean
		@ConditionalOnMissingBean
		Options natsOptions(NatsProperties properties, NatsConnectionDetails details,
				ObjectProvider<NatsOptionsCustomizer> customizers, Environment environment) {
			return new NatsOptionsFactory(properties, details, customizers,
					environment.getProperty("spring.application.name"))
				.create();
		}

		@Bean
		NatsConnectionManager natsConnectionManager(Options options, NatsProperties properties,
				ApplicationEventPublisher events) {
			return new NatsConnectionManager(options, properties.isFailFast(), properties.getShutdownTimeout(),
					events::publishEvent);
		}

		// The manager closes it.
		@Bean(destroyMethod = "")
		Connection natsConnection(NatsConnectionManager manager) {
			return manager.connection();
		}

	}

}
