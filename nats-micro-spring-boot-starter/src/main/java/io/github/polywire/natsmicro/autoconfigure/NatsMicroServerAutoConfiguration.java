package io.github.polywire.natsmicro.autoconfigure;

import java.time.Clock;
import java.util.List;

import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroInstanceIdGenerator;
import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.listener.HandlerExecutorFactory;
import io.github.polywire.natsmicro.listener.HandlerMethods;
import io.github.polywire.natsmicro.listener.MicroLazyInitializationExcludeFilter;
import io.github.polywire.natsmicro.listener.MicroServiceAnnotationBeanPostProcessor;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.github.polywire.natsmicro.listener.ParameterValidator;
import io.github.polywire.natsmicro.listener.RandomInstanceIdGenerator;
import io.github.polywire.natsmicro.listener.ServerSettings;
import io.github.polywire.natsmicro.observation.MicroServerConvention;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of the serving side of NATS micro services.
 */
@AutoConfiguration(afterName = { "io.github.polywire.natsmicro.autoconfigure.NatsAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass(Connection.class)
@ConditionalOnBooleanProperty(name = { "nats.enabled", "nats.micro.enabled" }, matchIfMissing = true)
@ConditionalOnSingleCandidate(Connection.class)
@EnableConfigurationProperties(NatsMicroProperties.class)
public final class NatsMicroServerAutoConfiguration {

	private final NatsMicroProperties properties;

	NatsMicroServerAutoConfiguration(NatsMicroProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	MicroServiceRegistry microServiceRegistry(Connection connection, HandlerExecutorFactory executors,
			MicroInstanceIdGenerator ids, ObjectProvider<Clock> clock, ObjectProvider<JsonMapper> mapper,
			ObjectProvider<MessageConverter> converters, ObjectProvider<MicroInterceptor> interceptors,
			ObjectProvider<MicroStatsContributor> statsContributor, ObjectProvider<ObservationRegistry> observations,
			ObjectProvider<MicroServerConvention> convention) {
		MicroServiceRegistry.Options options = new MicroServiceRegistry.Options(converters.orderedStream().toList(),
				interceptors.orderedStream().toList(), statsContributor.getIfUnique(),
				observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique());
		return new MicroServiceRegistry(connection, settings(), executors, ids, clock.getIfUnique(Clock::systemUTC),
				mapper.getIfUnique(JsonMapper::new), options);
	}

	private ServerSettings settings() {
		NatsMicroProperties.Server server = this.properties.getServer();
		Integer queueCapacity = server.getQueueCapacity();
		return new ServerSettings(this.properties.getApiPrefix(),
				new MicroEndpointDefaults(server.getQueueGroup(), (long) server.getPendingMessages(),
						server.getPendingSize().toBytes()),
				server.getConcurrency(), (queueCapacity != null) ? queueCapacity : -1, server.getShutdownTimeout(),
				server.isAutoStartup(), server.getErrorMessage());
	}

	@Bean
	@ConditionalOnMissingBean
	ServiceResubscriber microServiceResubscriber(ObjectProvider<MicroServiceRegistry> registry) {
		return new ServiceResubscriber(registry);
	}

	@Bean
	@ConditionalOnMissingBean(MicroInstanceIdGenerator.class)
	RandomInstanceIdGenerator microInstanceIdGenerator() {
		return new RandomInstanceIdGenerator();
	}

	@Bean
	@ConditionalOnMissingBean
	HandlerMethods microHandlerMethods(ObjectProvider<MessageConverter> converters, ObjectProvider<JsonMapper> mapper,
			ObjectProvider<Validator> validator, ObjectProvider<ParameterValidator> parameterValidator,
			BeanFactory beanFactory) {
		List<MessageConverter> all = converters.orderedStream().toList();
		return new HandlerMethods(all, mapper.getIfUnique(JsonMapper::new), validator.getIfUnique(),
				parameterValidator.getIfAvailable(), beanFactory);
	}

	@Bean
	static MicroServiceAnnotationBeanPostProcessor microServiceAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<MicroServiceRegistry> registry,
			ObjectProvider<HandlerMethods> handlerMethods) {
		return new MicroServiceAnnotationBeanPostProcessor(beanFactory, registry, handlerMethods);
	}

	@Bean
	static MicroLazyInitializationExcludeFilter microLazyInitializationExcludeFilter() {
		return new MicroLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory microHandlerExecutorFactory() {
			return HandlerExecutorFactory.platformThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory microHandlerExecutorFactory() {
			return HandlerExecutorFactory.virtualThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "jakarta.validation.Validator")
	@ConditionalOnBean(type = "jakarta.validation.Validator")
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ParameterValidator microParameterValidator(jakarta.validation.Validator validator) {
			return new ParameterValidator(validator);
		}

	}

}
