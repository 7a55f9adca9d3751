package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.MicroDiscoveryLimits;
import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.client.ClientSettings;
import io.github.polywire.natsmicro.client.CompletionExecutor;
import io.github.polywire.natsmicro.client.MicroClientFactory;
import io.github.polywire.natsmicro.client.MicroDiscovery;
import io.github.polywire.natsmicro.client.MicroTemplate;
import io.github.polywire.natsmicro.client.PayloadConverter;
import io.github.polywire.natsmicro.observation.MicroClientConvention;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Auto-configuration of the calling side of NATS micro: a template, discovery, and
 * declarative clients.
 */
@AutoConfiguration(afterName = { "io.github.polywire.natsmicro.autoconfigure.NatsAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass(Connection.class)
@ConditionalOnBooleanProperty(name = { "nats.enabled", "nats.micro.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(Connection.class)
@EnableConfigurationProperties({ NatsMicroProperties.class, NatsMicroClientProperties.class })
@Import(ScannedMicroClientsConfiguration.class)
public final class NatsMicroClientAutoConfiguration {

	private final NatsMicroClientProperties properties;

	NatsMicroClientAutoConfiguration(NatsMicroClientProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(MicroOperations.class)
	MicroTemplate microTemplate(Connection connection, ObjectProvider<MessageConverter> converters,
			ObjectProvider<JsonMapper> mapper, CompletionExecutor completionExecutor,
			ObjectProvider<ObservationRegistry> observations, ObjectProvider<MicroClientConvention> convention) {
		PayloadConverter converter = new PayloadConverter(converters.orderedStream().toList(),
				mapper.getIfUnique(JsonMapper::new));
		ClientSettings settings = new ClientSettings(this.properties.getTimeout(),
				this.properties.getShutdownTimeout());
		return new MicroTemplate(connection, converter, settings, completionExecutor.executor(),
				observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean(MicroDiscoveryOperations.class)
	MicroDiscovery microDiscovery(Connection connection, NatsMicroProperties micro) {
		NatsMicroClientProperties.Discovery discovery = this.properties.getDiscovery();
		return new MicroDiscovery(connection, new DiscoverySubjects(micro.getApiPrefix()), new DocumentCodec(),
				new MicroDiscoveryLimits(discovery.getMaxWait(), discovery.getMaxCount(), discovery.getMaxInterval()));
	}

	@Bean
	@ConditionalOnMissingBean
	MicroClientFactory microClientFactory(MicroOperations operations, ConfigurableBeanFactory beanFactory) {
		return new MicroClientFactory(operations, new EmbeddedValueResolver(beanFactory));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		CompletionExecutor microCompletionExecutor() {
			return CompletionExecutor.platformThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		CompletionExecutor microCompletionExecutor() {
			return CompletionExecutor.virtualThreads();
		}

	}

}
