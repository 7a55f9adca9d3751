package io.github.polywire.rabibridge.autoconfigure;

import java.time.Duration;

import com.rabbitmq.client.Channel;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.client.ClientSettings;
import io.github.polywire.rabibridge.client.CompletionExecutor;
import io.github.polywire.rabibridge.client.RemoteCallClientFactory;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.HandlerExecutorFactory;
import io.github.polywire.rabibridge.listener.ParameterValidator;
import io.github.polywire.rabibridge.listener.RemoteCallAnnotationBeanPostProcessor;
import io.github.polywire.rabibridge.listener.RemoteCallLazyInitializationExcludeFilter;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.listener.ServerSettings;
import io.github.polywire.rabibridge.observation.RemoteCallClientConvention;
import io.github.polywire.rabibridge.observation.RemoteCallReplyConvention;
import io.github.polywire.rabibridge.observation.RemoteCallServerConvention;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.github.polywire.rabibridge.wire.JsonPayloadSerializer;
import io.github.polywire.rabibridge.wire.MsgpackPayloadSerializer;
import io.github.polywire.rabibridge.wire.PayloadSerializer;
import io.github.polywire.rabibridge.wire.PicklePayloadSerializer;
import io.github.polywire.rabibridge.wire.ValueConverter;
import io.micrometer.observation.ObservationRegistry;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.amqp.autoconfigure.CachingConnectionFactoryConfigurer;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of RabiBridge: a client, a server, and declarative clients.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnClass(Channel.class)
@ConditionalOnBooleanProperty(name = "rabibridge.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RabiBridgeProperties.class)
@Import(ScannedClientsConfiguration.class)
public final class RabiBridgeAutoConfiguration {

	private static final Duration FAIL_FAST_PATIENCE = Duration.ofSeconds(30);

	private static final String PICKLE_LIBRARY = "net.razorvine.pickle.Unpickler";

	private final RabiBridgeProperties properties;

	RabiBridgeAutoConfiguration(RabiBridgeProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(name = "rabiBridgeClientConnection")
	BrokerConnection rabiBridgeClientConnection(RabbitConnections connections) throws Exception {
		return connections.create("client", false);
	}

	@Bean
	@ConditionalOnMissingBean(name = "rabiBridgeServerConnection")
	BrokerConnection rabiBridgeServerConnection(RabbitConnections connections) throws Exception {
		return connections.create("server", true);
	}

	@Bean
	RabbitConnections rabiBridgeRabbitConnections(RabbitConnectionDetails connectionDetails,
			RabbitConnectionFactoryBeanConfigurer factoryBeanConfigurer,
			CachingConnectionFactoryConfigurer factoryConfigurer,
			ObjectProvider<ConnectionFactoryCustomizer> customizers, Environment environment) {
		return new RabbitConnections(connectionDetails, factoryBeanConfigurer, factoryConfigurer, customizers,
				this.properties.getReconnect(), environment.getProperty("spring.application.name"));
	}

	@Bean
	@ConditionalOnMissingBean(name = "rabiBridgeClientValueConverter")
	ValueConverter rabiBridgeClientValueConverter(ObjectProvider<JsonMapper> mapper) {
		return new ValueConverter(mapper.getIfUnique(JsonMapper::new), false);
	}

	@Bean
	@ConditionalOnMissingBean(name = "rabiBridgeServerValueConverter")
	ValueConverter rabiBridgeServerValueConverter(ObjectProvider<JsonMapper> mapper) {
		return new ValueConverter(mapper.getIfUnique(JsonMapper::new), this.properties.getServer().isLenient());
	}

	@Bean
	@ConditionalOnMissingBean
	PayloadSerializer rabiBridgePayloadSerializer(
			@Qualifier("rabiBridgeClientValueConverter") ValueConverter valueConverter,
			ObjectProvider<JsonMapper> mapper) {
		return switch (this.properties.getSerializer()) {
			case MSGPACK -> new MsgpackPayloadSerializer(valueConverter::toWireValue);
			case JSON -> new JsonPayloadSerializer(mapper.getIfUnique(JsonMapper::new));
			case PICKLE -> {
				if (!ClassUtils.isPresent(PICKLE_LIBRARY, getClass().getClassLoader())) {
					throw new InvalidConfigurationPropertyValueException("rabibridge.serializer", "pickle",
							"Pickle needs the library net.razorvine:pickle, which is not on the class path");
				}
				yield new PicklePayloadSerializer(valueConverter::toWireValue);
			}
		};
	}

	@Bean
	@ConditionalOnMissingBean
	BodyCodec rabiBridgeBodyCodec(PayloadSerializer serializer) {
		return new BodyCodec(serializer, (int) this.properties.getCompressThreshold().toBytes(),
				(int) this.properties.getMaxBodySize().toBytes());
	}

	@Bean
	@ConditionalOnMissingBean(RemoteCallOperations.class)
	RemoteCallTemplate remoteCallTemplate(@Qualifier("rabiBridgeClientConnection") BrokerConnection connection,
			BodyCodec codec, @Qualifier("rabiBridgeClientValueConverter") ValueConverter converter,
			CompletionExecutor completionExecutor, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<RemoteCallClientConvention> convention) {
		RabiBridgeProperties.Client client = this.properties.getClient();
		ClientSettings settings = new ClientSettings(client.getTimeout(), client.getKind(), client.getReplyQueue(),
				this.properties.getCorrelationIdMax(), client.getShutdownTimeout());
		RemoteCallTemplate template = new RemoteCallTemplate(connection, codec, converter, settings,
				completionExecutor.executor(), observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP),
				convention.getIfUnique());
		if (client.isFailFast()) {
			template.connect(FAIL_FAST_PATIENCE);
		}
		return template;
	}

	@Bean
	@ConditionalOnMissingBean
	RemoteCallClientFactory remoteCallClientFactory(RemoteCallOperations operations,
			ConfigurableBeanFactory beanFactory) {
		return new RemoteCallClientFactory(operations, new EmbeddedValueResolver(beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	RemoteCallRegistry remoteCallRegistry(@Qualifier("rabiBridgeServerConnection") BrokerConnection connection,
			BodyCodec codec, HandlerExecutorFactory executors, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<RemoteCallServerConvention> serverConvention,
			ObjectProvider<RemoteCallReplyConvention> replyConvention) {
		RabiBridgeProperties.Server server = this.properties.getServer();
		ServerSettings settings = new ServerSettings(server.getConcurrency(), server.getFetchSize(),
				server.getShutdownTimeout(), server.isAutoStartup(), server.isFailFast(), server.isIncludeStackTrace());
		return new RemoteCallRegistry(connection, codec, settings, executors,
				observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP), serverConvention.getIfUnique(),
				replyConvention.getIfUnique());
	}

	@Bean
	static RemoteCallAnnotationBeanPostProcessor remoteCallAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<RemoteCallRegistry> registry,
			@Qualifier("rabiBridgeServerValueConverter") ObjectProvider<ValueConverter> converter,
			ObjectProvider<ParameterValidator> validator) {
		return new RemoteCallAnnotationBeanPostProcessor(beanFactory, registry, converter, validator);
	}

	@Bean
	static RemoteCallLazyInitializationExcludeFilter remoteCallLazyInitializationExcludeFilter() {
		return new RemoteCallLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory rabiBridgeHandlerExecutorFactory() {
			return HandlerExecutorFactory.platformThreads();
		}

		@Bean
		@ConditionalOnMissingBean
		CompletionExecutor rabiBridgeCompletionExecutor() {
			return CompletionExecutor.platformThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory rabiBridgeHandlerExecutorFactory() {
			return HandlerExecutorFactory.virtualThreads();
		}

		@Bean
		@ConditionalOnMissingBean
		CompletionExecutor rabiBridgeCompletionExecutor() {
			return CompletionExecutor.virtualThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "jakarta.validation.Validator")
	@ConditionalOnBean(type = "jakarta.validation.Validator")
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ParameterValidator rabiBridgeParameterValidator(jakarta.validation.Validator validator) {
			return new ParameterValidator(validator);
		}

	}

}
