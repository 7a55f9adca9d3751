package io.github.polywire.metricq.autoconfigure;

import com.rabbitmq.client.Channel;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.MetricqSubscriber;
import io.github.polywire.metricq.client.ClientTemplate;
import io.github.polywire.metricq.client.HistoryTemplate;
import io.github.polywire.metricq.client.SourceSettings;
import io.github.polywire.metricq.client.SourceTemplate;
import io.github.polywire.metricq.client.SubscriberTemplate;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.AgentObservations;
import io.github.polywire.metricq.connection.BrokerAccess;
import io.github.polywire.metricq.connection.Subscriptions;
import io.github.polywire.metricq.listener.HandlerExecutorFactory;
import io.github.polywire.metricq.listener.ListenerSettings;
import io.github.polywire.metricq.listener.MetricTaskRegistry;
import io.github.polywire.metricq.listener.MetricqAnnotationBeanPostProcessor;
import io.github.polywire.metricq.listener.MetricqDatabaseRegistry;
import io.github.polywire.metricq.listener.MetricqLazyInitializationExcludeFilter;
import io.github.polywire.metricq.listener.MetricqListenerRegistry;
import io.github.polywire.metricq.listener.MetricqTransformerRegistry;
import io.github.polywire.metricq.listener.RpcHandlerRegistry;
import io.github.polywire.metricq.observation.MetricqHandlerConvention;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.github.polywire.metricq.observation.MetricqRequestConvention;
import io.github.polywire.metricq.wire.RpcCodec;
import io.micrometer.observation.ObservationRegistry;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionFactoryBeanConfigurer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.retry.RetryPolicy;

/**
 * Auto-configuration of MetricQ: a client, a source, a sink with listeners, and a history
 * client, each an agent that connects when something uses it; transformers and databases,
 * each an agent that connects at the start.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
		"org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnClass({ Channel.class, RabbitConnectionDetails.class })
@ConditionalOnBooleanProperty(name = "metricq.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MetricqProperties.class)
public final class MetricqAutoConfiguration {

	private final MetricqProperties properties;

	MetricqAutoConfiguration(MetricqProperties properties) {
		MetricqPropertiesValidator.validate(properties);
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean(MetricqConnectionDetails.class)
	PropertiesMetricqConnectionDetails metricqConnectionDetails(ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesMetricqConnectionDetails(this.properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	BrokerAccess metricqBrokerAccess(MetricqConnectionDetails metricq, ObjectProvider<RabbitConnectionDetails> details,
			ObjectProvider<RabbitConnectionFactoryBeanConfigurer> configurer,
			ObjectProvider<ConnectionFactoryCustomizer> customizers) throws Exception {
		return new MetricqConnections(details, configurer, customizers).access(metricq);
	}

	@Bean
	@ConditionalOnMissingBean(name = "metricqRpcCodec")
	RpcCodec metricqRpcCodec(ObjectProvider<JsonMapper> mapper) {
		return new RpcCodec(mapper.getIfUnique(JsonMapper::new));
	}

	@Bean
	AgentExecutor metricqAgentExecutor(HandlerExecutorFactory executors) {
		return new AgentExecutor(executors);
	}

	@Bean
	AgentFactory metricqAgentFactory(BrokerAccess access, RpcCodec codec, RpcHandlerRegistry handlers,
			AgentExecutor executor, ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<MetricqRequestConvention> requestConvention,
			ObjectProvider<MetricqHandlerConvention> handlerConvention, ConfigurableApplicationContext context) {
		AgentObservations observations = new AgentObservations(
				observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP), requestConvention.getIfUnique(),
				handlerConvention.getIfUnique());
		return new AgentFactory(this.properties, access, codec, handlers, executor, observations, context);
	}

	@Bean
	@ConditionalOnMissingBean(name = "metricqClientAgent")
	Agent metricqClientAgent(AgentFactory agents) {
		return agents.create(MetricqRole.CLIENT, this.properties.client().token(), true);
	}

	@Bean
	@ConditionalOnMissingBean(name = "metricqSourceAgent")
	Agent metricqSourceAgent(AgentFactory agents) {
		return agents.create(MetricqRole.SOURCE, this.properties.source().token(), false);
	}

	@Bean
	@ConditionalOnMissingBean(name = "metricqSinkAgent")
	Agent metricqSinkAgent(AgentFactory agents) {
		MetricqProperties.Sink sink = this.properties.sink();
		return agents.create(MetricqRole.SINK, sink.token(), !sink.durable());
	}

	@Bean
	@ConditionalOnMissingBean(name = "metricqHistoryAgent")
	Agent metricqHistoryAgent(AgentFactory agents) {
		return agents.create(MetricqRole.HISTORY, this.properties.history().token(), true);
	}

	@Bean
	@ConditionalOnMissingBean(MetricqClient.class)
	ClientTemplate metricqClient(@Qualifier("metricqClientAgent") Agent agent) {
		return new ClientTemplate(agent);
	}

	@Bean
	@ConditionalOnMissingBean(MetricqSource.class)
	SourceTemplate metricqSource(@Qualifier("metricqSourceAgent") Agent agent) {
		MetricqProperties.Source source = this.properties.source();
		return new SourceTemplate(agent,
				new SourceSettings(source.chunkSize(), source.maxChunkAge(), source.bufferSize().toBytes(),
						source.overflow(), source.blockTimeout(), source.persistent(), source.shutdownTimeout()));
	}

	@Bean
	@ConditionalOnMissingBean
	Subscriptions metricqSubscriptions(@Qualifier("metricqSinkAgent") Agent agent) {
		return new Subscriptions(agent, this.properties.sink().durable());
	}

	@Bean
	@ConditionalOnMissingBean(MetricqSubscriber.class)
	SubscriberTemplate metricqSubscriber(Subscriptions subscriptions) {
		return new SubscriberTemplate(subscriptions, this.properties.listener().prefetch());
	}

	@Bean
	@ConditionalOnMissingBean(MetricqHistoryClient.class)
	HistoryTemplate metricqHistoryClient(@Qualifier("metricqHistoryAgent") Agent agent) {
		return new HistoryTemplate(agent, this.properties.history().timeout());
	}

	@Bean
	@ConditionalOnMissingBean
	RpcHandlerRegistry metricqRpcHandlerRegistry() {
		return new RpcHandlerRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	MetricTaskRegistry metricqMetricTaskRegistry(MetricqSource source, HandlerExecutorFactory executors,
			AgentFactory agents) {
		return new MetricTaskRegistry(source, executors, this.properties.failFast(), agents::backOff);
	}

	@Bean
	@ConditionalOnMissingBean
	MetricqListenerRegistry metricqListenerRegistry(Subscriptions subscriptions, HandlerExecutorFactory executors,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<MetricqListenerConvention> convention) {
		MetricqProperties.Listener listener = this.properties.listener();
		ListenerSettings settings = new ListenerSettings(listener.expires(), listener.concurrency(),
				listener.prefetch(), listener.batchSize(), policy(listener.retry()), listener.onFailure(),
				listener.autoStartup(), this.properties.failFast(), listener.shutdownTimeout());
		return new MetricqListenerRegistry(subscriptions, settings, executors,
				observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	MetricqTransformerRegistry metricqTransformerRegistry(AgentFactory agents, HandlerExecutorFactory executors,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<MetricqListenerConvention> convention) {
		MetricqProperties.Transformer transformer = this.properties.transformer();
		ListenerSettings settings = new ListenerSettings(this.properties.listener().expires(),
				transformer.concurrency(), transformer.prefetch(), transformer.batchSize(), policy(transformer.retry()),
				transformer.onFailure(), transformer.autoStartup(), this.properties.failFast(),
				transformer.shutdownTimeout());
		return new MetricqTransformerRegistry(
				new PropertiesRoleAgents(agents, MetricqRole.TRANSFORMER, transformer.token(),
						this.properties.source()),
				settings, executors, observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP),
				convention.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean
	MetricqDatabaseRegistry metricqDatabaseRegistry(AgentFactory agents, HandlerExecutorFactory executors,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<MetricqListenerConvention> convention) {
		MetricqProperties.Db db = this.properties.db();
		ListenerSettings settings = new ListenerSettings(this.properties.listener().expires(), db.concurrency(),
				db.prefetch(), db.batchSize(), policy(db.retry()), db.onFailure(), db.autoStartup(),
				this.properties.failFast(), db.shutdownTimeout());
		return new MetricqDatabaseRegistry(
				new PropertiesRoleAgents(agents, MetricqRole.DB, db.token(), this.properties.source()), settings,
				db.historyConcurrency(), executors, observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP),
				convention.getIfUnique());
	}

	@Bean
	@Lazy(false)
	SmartInitializingSingleton metricqDatabaseRegistrar(ListableBeanFactory beanFactory,
			MetricqDatabaseRegistry databases) {
		return () -> beanFactory.getBeansOfType(MetricqHistoryProvider.class).forEach(databases::register);
	}

	private static RetryPolicy policy(MetricqProperties.Retry retry) {
		return RetryPolicy.builder()
			.maxRetries(retry.maxRetries())
			.delay(retry.initialInterval())
			.multiplier(retry.multiplier())
			.maxDelay(retry.maxInterval())
			.build();
	}

	@Bean
	static MetricqAnnotationBeanPostProcessor metricqAnnotationBeanPostProcessor(
			ConfigurableListableBeanFactory beanFactory, ObjectProvider<MetricqListenerRegistry> listeners,
			ObjectProvider<MetricqTransformerRegistry> transformers, ObjectProvider<MetricTaskRegistry> metrics,
			ObjectProvider<RpcHandlerRegistry> handlers, @Qualifier("metricqRpcCodec") ObjectProvider<RpcCodec> codec) {
		return new MetricqAnnotationBeanPostProcessor(beanFactory, listeners, transformers, metrics, handlers, codec);
	}

	@Bean
	static MetricqLazyInitializationExcludeFilter metricqLazyInitializationExcludeFilter() {
		return new MetricqLazyInitializationExcludeFilter();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.PLATFORM)
	static class PlatformThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory metricqHandlerExecutorFactory() {
			return HandlerExecutorFactory.platformThreads();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HandlerExecutorFactory metricqHandlerExecutorFactory() {
			return HandlerExecutorFactory.virtualThreads();
		}

	}

}
