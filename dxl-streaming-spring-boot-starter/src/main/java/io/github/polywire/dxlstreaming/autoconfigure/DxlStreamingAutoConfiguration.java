package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.DxlRecoverer;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.DxlStreamErrorHandler;
import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.FailureAction;
import io.github.polywire.dxlstreaming.client.DefaultChannelFactory;
import io.github.polywire.dxlstreaming.client.DxlStreamTemplate;
import io.github.polywire.dxlstreaming.client.ProducerSettings;
import io.github.polywire.dxlstreaming.client.RecordSender;
import io.github.polywire.dxlstreaming.connection.ClientCredentialsAuth;
import io.github.polywire.dxlstreaming.connection.HandlerExecutorFactory;
import io.github.polywire.dxlstreaming.connection.HttpAccess;
import io.github.polywire.dxlstreaming.connection.LoginAuth;
import io.github.polywire.dxlstreaming.connection.RetrySettings;
import io.github.polywire.dxlstreaming.connection.ServiceSettings;
import io.github.polywire.dxlstreaming.connection.StreamService;
import io.github.polywire.dxlstreaming.listener.BackOffErrorHandler;
import io.github.polywire.dxlstreaming.listener.ContainerSettings;
import io.github.polywire.dxlstreaming.listener.DeadLetterSender;
import io.github.polywire.dxlstreaming.listener.DxlStreamAnnotationBeanPostProcessor;
import io.github.polywire.dxlstreaming.listener.DxlStreamLazyInitializationExcludeFilter;
import io.github.polywire.dxlstreaming.listener.DxlStreamListenerRegistry;
import io.github.polywire.dxlstreaming.listener.ListenerDefaults;
import io.github.polywire.dxlstreaming.observation.DxlStreamListenerConvention;
import io.github.polywire.dxlstreaming.observation.DxlStreamSendConvention;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import io.github.polywire.dxlstreaming.wire.StreamPaths;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Validator;
import org.springframework.web.client.RestClient;

/**
 * Auto-configuration of a client of an OpenDXL streaming service: channels, a template,
 * and listeners.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "dxl.streaming.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DxlStreamingProperties.class)
public final class DxlStreamingAutoConfiguration {

	private final DxlStreamingProperties properties;

	DxlStreamingAutoConfiguration(DxlStreamingProperties properties) {
		DxlStreamingPropertiesValidator.validate(properties);
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(DxlStreamConnectionDetails.class)
	PropertiesDxlStreamConnectionDetails dxlStreamConnectionDetails(ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesDxlStreamConnectionDetails(this.properties, sslBundles.getIfAvailable());
	}

	@Bean
	StreamHttpClient dxlStreamHttpClient(DxlStreamConnectionDetails details) {
		return new StreamHttpClient(this.properties, details.getSslBundle());
	}

	@Bean
	ServiceSettings dxlStreamServiceSettings(DxlStreamConnectionDetails details) {
		StreamPaths paths = StreamPaths.of(this.properties.pathPrefix(), this.properties.consumerPathPrefix(),
				this.properties.producerPathPrefix());
		return new ServiceSettings(details.getBaseUrl(), paths, this.properties.maxResponseSize(),
				this.properties.readTimeout());
	}

	@Bean
	HttpAccess dxlStreamHttpAccess(StreamHttpClient client, ServiceSettings settings,
			ObjectProvider<DxlStreamRestClientCustomizer> customizers) {
		RestClient.Builder builder = client.restClient();
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return new HttpAccess(builder.build(), settings);
	}

	@Bean
	@ConditionalOnMissingBean
	StreamCodec dxlStreamCodec(ObjectProvider<JsonMapper> mapper) {
		return new StreamCodec(mapper.getIfUnique(JsonMapper::new));
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelAuth dxlStreamChannelAuth(DxlStreamConnectionDetails details, HttpAccess http, StreamCodec codec) {
		DxlStreamingProperties.Auth auth = this.properties.auth();
		if (auth.token() != null) {
			return ChannelAuth.ofToken(auth.token());
		}
		String clientId = details.getClientId();
		String secret = details.getClientSecret();
		if (clientId != null && secret != null) {
			return new ClientCredentialsAuth(http, codec, details.getAuthBaseUrl(), new ClientCredentialsAuth.Client(
					clientId, secret, auth.client().scope(), auth.client().grantType(), auth.client().audience()));
		}
		String username = details.getUsername();
		String password = details.getPassword();
		if (username == null || password == null) {
			throw new InvalidConfigurationPropertyValueException("dxl.streaming.auth.username", null,
					"there is no way to get a token; set dxl.streaming.auth.username and .password,"
							+ " dxl.streaming.auth.client.id and .secret, or dxl.streaming.auth.token, or have a bean"
							+ " of type ChannelAuth");
		}
		return new LoginAuth(http, codec, details.getAuthBaseUrl(), username, password);
	}

	@Bean
	StreamService dxlStreamService(ServiceSettings settings, HttpAccess http, ChannelAuth auth, StreamCodec codec) {
		return new StreamService(settings, http, auth, codec);
	}

	@Bean
	RecordSender dxlStreamRecordSender(StreamService service, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<DxlStreamSendConvention> convention) {
		return new RecordSender(service, observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP),
				convention.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean(DxlStreamOperations.class)
	DxlStreamTemplate dxlStreamTemplate(RecordSender sender) {
		DxlStreamingProperties.Producer producer = this.properties.producer();
		return new DxlStreamTemplate(sender,
				new ProducerSettings(producer.concurrency(), producer.queueCapacity(), producer.shutdownTimeout()));
	}

	@Bean
	@ConditionalOnMissingBean(DxlStreamChannelFactory.class)
	DefaultChannelFactory dxlStreamChannelFactory(RecordSender sender) {
		return new DefaultChannelFactory(sender, retry(), new ConsumerOptions(this.properties.consumer()));
	}

	private RetrySettings retry() {
		DxlStreamingProperties.Retry retry = this.properties.retry();
		return new RetrySettings(retry.initial(), retry.max(), retry.multiplier(), retry.jitter(), retry.maxAttempts());
	}

	@Bean
	@ConditionalOnMissingBean(DxlStreamErrorHandler.class)
	BackOffErrorHandler dxlStreamErrorHandler(ObjectProvider<DxlRecoverer> recoverers,
			ObjectProvider<DxlStreamOperations> operations) {
		DxlStreamingProperties.ErrorHandling error = this.properties.listener().error();
		DxlRecoverer recoverer = recoverer(error, recoverers.getIfUnique(), operations);
		FailureAction action = error.action();
		if (action == null) {
			action = (recoverer != null) ? FailureAction.DEAD_LETTER : FailureAction.SKIP;
		}
		if (action == FailureAction.DEAD_LETTER && recoverer == null) {
			throw new InvalidConfigurationPropertyValueException("dxl.streaming.listener.error.action", action,
					"there is nothing to give records to; set dxl.streaming.listener.error.dead-letter-topic, or have"
							+ " a bean of type DxlRecoverer");
		}
		return new BackOffErrorHandler(new BackOffErrorHandler.RetryPauses(error.maxRetries(), error.initial(),
				error.multiplier(), error.max()), action, recoverer);
	}

	private @Nullable DxlRecoverer recoverer(DxlStreamingProperties.ErrorHandling error,
			@Nullable DxlRecoverer recoverer, ObjectProvider<DxlStreamOperations> operations) {
		if (recoverer != null || error.deadLetterTopic() == null) {
			return recoverer;
		}
		return new DeadLetterSender(operations::getObject, error.deadLetterTopic(), this.properties.readTimeout());
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerDefaults dxlStreamListenerDefaults(DxlStreamErrorHandler errorHandler) {
		DxlStreamingProperties.Listener listener = this.properties.listener();
		return new ListenerDefaults(new ConsumerOptions(this.properties.consumer()), listener.concurrency(),
				listener.ackMode(), this.properties.consumer().pollInterval(), errorHandler, listener.autoStartup());
	}

	@Bean
	@ConditionalOnMissingBean
	DxlStreamListenerRegistry dxlStreamListenerRegistry(StreamService service, HandlerExecutorFactory executors,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<DxlStreamListenerConvention> convention) {
		DxlStreamingProperties.Listener listener = this.properties.listener();
		return new DxlStreamListenerRegistry(service,
				new ContainerSettings(retry(), listener.shutdownTimeout(), listener.lagInterval()), executors,
				observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique());
	}

	@Bean
	@ConditionalOnBooleanProperty("dxl.streaming.fail-fast")
	LoginAtStart dxlStreamLoginAtStart(ChannelAuth auth) {
		return new LoginAtStart(auth);
	}

	@Bean
	static DxlStreamAnnotationBeanPostProcessor dxlStreamAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<DxlStreamListenerRegistry> registry,
			ObjectProvider<ListenerDefaults> defaults, ObjectProvider<StreamCodec> codec,
			ObjectProvider<Validator> validator) {
		return new DxlStreamAnnotationBeanPostProcessor(beanFactory, registry, defaults, codec, validator);
	}

	@Bean
	static DxlStreamLazyInitializationExcludeFilter dxlStreamLazyInitializationExcludeFilter() {
		return new DxlStreamLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory dxlStreamHandlerExecutorFactory() {
			return HandlerExecutorFactory.platformThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory dxlStreamHandlerExecutorFactory() {
			return HandlerExecutorFactory.virtualThreads();
		}

	}

}
