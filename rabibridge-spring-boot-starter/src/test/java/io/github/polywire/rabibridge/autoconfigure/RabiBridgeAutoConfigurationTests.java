package io.github.polywire.rabibridge.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.client.CompletionExecutor;
import io.github.polywire.rabibridge.client.EnableRemoteCallClients;
import io.github.polywire.rabibridge.client.RemoteCallClientFactory;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.HandlerExecutor;
import io.github.polywire.rabibridge.listener.HandlerExecutorFactory;
import io.github.polywire.rabibridge.listener.ParameterValidator;
import io.github.polywire.rabibridge.listener.RemoteCallAnnotationBeanPostProcessor;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.listener.ServerSettings;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.github.polywire.rabibridge.wire.JsonPayloadSerializer;
import io.github.polywire.rabibridge.wire.MsgpackPayloadSerializer;
import io.github.polywire.rabibridge.wire.PayloadSerializer;
import io.github.polywire.rabibridge.wire.ValueConverter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.amqp.autoconfigure.ConnectionFactoryCustomizer;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.backoff.ExponentialBackOff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter adds to an application, and what it leaves alone.
 */
class RabiBridgeAutoConfigurationTests {

	private static final int CLOSED_PORT = 1;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class,
				RabiBridgeHealthAutoConfiguration.class, RabiBridgeMetricsAutoConfiguration.class,
				RemoteCallsEndpointAutoConfiguration.class))
		.withPropertyValues("spring.rabbitmq.port=" + CLOSED_PORT, "management.endpoints.web.exposure.include=*")
		.withUserConfiguration(MeterRegistryConfiguration.class);

	@Test
	void addsItsBeans() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(RemoteCallOperations.class)
				.hasSingleBean(RemoteCallTemplate.class)
				.hasSingleBean(RemoteCallRegistry.class)
				.hasSingleBean(RemoteCallClientFactory.class)
				.hasSingleBean(RemoteCallAnnotationBeanPostProcessor.class)
				.hasSingleBean(BodyCodec.class)
				.hasSingleBean(HandlerExecutorFactory.class)
				.hasSingleBean(CompletionExecutor.class)
				.hasSingleBean(ParameterValidator.class)
				.hasSingleBean(RabiBridgeHealthIndicator.class)
				.hasSingleBean(RabiBridgeMetrics.class)
				.hasSingleBean(RemoteCallsEndpoint.class);
			assertThat(context.getBean(PayloadSerializer.class)).isInstanceOf(MsgpackPayloadSerializer.class);
			assertThat(context.getBeansOfType(BrokerConnection.class)).containsOnlyKeys("rabiBridgeClientConnection",
					"rabiBridgeServerConnection");
			assertThat(context.getBeansOfType(ValueConverter.class)).containsOnlyKeys("rabiBridgeClientValueConverter",
					"rabiBridgeServerValueConverter");
		});
	}

	@Test
	void isOffWhenItIsNotEnabled() {
		this.runner.withPropertyValues("rabibridge.enabled=false")
			.withUserConfiguration(HandlerConfiguration.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(RabbitTemplate.class);
				List<String> ours = List.of(context.getBeanDefinitionNames())
					.stream()
					.filter((name) -> String.valueOf(context.getType(name)).contains("polywire.rabibridge"))
					.toList();
				assertThat(ours).allMatch((name) -> name.endsWith("Configuration") && name.contains("Tests."));
			});
	}

	@Test
	void isOffWithoutTheRabbitClient() {
		this.runner.withClassLoader(new FilteredClassLoader(Channel.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RemoteCallOperations.class)
				.doesNotHaveBean(RabiBridgeHealthIndicator.class));
	}

	@Test
	void backsOffWhenThereAreRemoteCallOperations() {
		this.runner.withUserConfiguration(OwnOperationsConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(RemoteCallOperations.class)
				.doesNotHaveBean(RemoteCallTemplate.class)
				.hasSingleBean(RemoteCallClientFactory.class)
				.hasSingleBean(RabiBridgeMetrics.class);
			RemoteCallsEndpoint endpoint = context.getBean(RemoteCallsEndpoint.class);
			assertThat(endpoint.remoteCalls().client()).isNull();
		});
	}

	@Test
	void backsOffWhenThereIsARegistry() {
		this.runner.withBean("ownRegistry", OwnRegistry.class, OwnRegistry::new)
			.withPropertyValues("rabibridge.server.auto-startup=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RemoteCallRegistry.class)
				.hasBean("ownRegistry"));
	}

	@Test
	void backsOffWhenThereIsASerializer() {
		PayloadSerializer own = new JsonPayloadSerializer(JsonMapper.builder().build());
		this.runner.withBean("ownSerializer", PayloadSerializer.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(PayloadSerializer.class);
			assertThat(ReflectionTestUtils.getField(context.getBean(BodyCodec.class), "serializer")).isSameAs(own);
		});
	}

	@Test
	void backsOffWhenThereIsACodec() {
		BodyCodec own = new BodyCodec(new JsonPayloadSerializer(JsonMapper.builder().build()), 10, 1000);
		this.runner.withBean("ownCodec", BodyCodec.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(BodyCodec.class);
			assertThat(ReflectionTestUtils.getField(context.getBean(RemoteCallTemplate.class), "codec")).isSameAs(own);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rabiBridgeClientConnection", "rabiBridgeServerConnection" })
	void backsOffWhenThereIsAConnectionOfItsName(String name) {
		this.runner.withBean(name, BrokerConnection.class, RabiBridgeAutoConfigurationTests::ownConnection)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(BrokerConnection.class)).hasSize(2);
				assertThat(context.getBean(name, BrokerConnection.class).address()).isEqualTo("own");
				BrokerConnection used = name.contains("Client") ? context.getBean(RemoteCallTemplate.class).connection()
						: context.getBean(RemoteCallRegistry.class).connection();
				assertThat(used.address()).isEqualTo("own");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rabiBridgeClientValueConverter", "rabiBridgeServerValueConverter" })
	void backsOffWhenThereIsAValueConverterOfItsName(String name) {
		ValueConverter own = new ValueConverter(JsonMapper.builder().build(), true);
		this.runner.withBean(name, ValueConverter.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(name)).isSameAs(own);
		});
	}

	@Test
	void backsOffWhenThereIsAHandlerExecutorFactory() {
		HandlerExecutorFactory own = (name) -> new HandlerExecutor(Runnable::run, () -> {
		});
		this.runner.withBean("ownFactory", HandlerExecutorFactory.class, () -> own)
			.run((context) -> assertThat(context.getBean(HandlerExecutorFactory.class)).isSameAs(own));
	}

	@Test
	void backsOffWhenThereIsACompletionExecutor() {
		CompletionExecutor own = new CompletionExecutor(Runnable::run, () -> {
		});
		this.runner.withBean("ownCompletion", CompletionExecutor.class, () -> own)
			.run((context) -> assertThat(context.getBean(CompletionExecutor.class)).isSameAs(own));
	}

	@Test
	void backsOffWhenThereIsAClientFactory() {
		this.runner
			.withBean("ownClients", RemoteCallClientFactory.class,
					() -> new RemoteCallClientFactory(new OwnOperations(), (value) -> value))
			.run((context) -> assertThat(context).hasSingleBean(RemoteCallClientFactory.class).hasBean("ownClients"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rabibridgeHealthIndicator", "rabibridgeHealthContributor" })
	void backsOffWhenThereIsAHealthIndicator(String name) {
		this.runner.withBean(name, HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RabiBridgeHealthIndicator.class));
	}

	@Test
	void hasNoHealthWhenItIsDisabled() {
		this.runner.withPropertyValues("management.health.rabibridge.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RabiBridgeHealthIndicator.class));
	}

	@Test
	void backsOffWhenThereIsAnEndpoint() {
		this.runner
			.withBean("ownEndpoint", RemoteCallsEndpoint.class,
					() -> new RemoteCallsEndpoint(new OwnRegistry(), null, List.of(), null))
			.run((context) -> assertThat(context).hasSingleBean(RemoteCallsEndpoint.class).hasBean("ownEndpoint"));
	}

	@Test
	void hasNoEndpointUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RemoteCallsEndpoint.class));
	}

	@Test
	void hasNoEndpointWithoutAccess() {
		this.runner.withPropertyValues("management.endpoint.remotecalls.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RemoteCallsEndpoint.class));
	}

	@Test
	void leavesTheApplicationsRabbitBeansAlone() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ConnectionFactory.class).hasSingleBean(RabbitTemplate.class);
			CachingConnectionFactory factory = context.getBean(CachingConnectionFactory.class);
			assertThat(factory).isSameAs(context.getBean(RabbitTemplate.class).getConnectionFactory());
			assertThat(ReflectionTestUtils.getField(context.getBean("rabiBridgeClientConnection"), "connectionFactory"))
				.isNotSameAs(factory);
			assertThat(factory.isPublisherConfirms()).isFalse();
			assertThat(ReflectionTestUtils.getField(factory, "connectionNameStrategy")).isNotNull();
		});
	}

	@Test
	void leavesTheApplicationsTaskExecutorAlone() {
		this.runner.run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor");
			assertThat(context.getBeansOfType(Executor.class)).containsOnlyKeys("applicationTaskExecutor");
		});
	}

	@Test
	void worksBesideAConnectionFactoryOfTheApplication() {
		CachingConnectionFactory own = new CachingConnectionFactory("elsewhere");
		this.runner.withBean("ownFactory", ConnectionFactory.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ConnectionFactory.class)
				.hasSingleBean(RemoteCallTemplate.class));
	}

	@Test
	void worksWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RabbitAutoConfiguration.class,
					RabiBridgeAutoConfiguration.class, RabiBridgeMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RemoteCallTemplate.class)
				.doesNotHaveBean(RabiBridgeMetrics.class));
	}

	@Test
	void worksWithoutMeterRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class,
					RabiBridgeMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RemoteCallTemplate.class)
				.doesNotHaveBean(RabiBridgeMetrics.class));
	}

	@Test
	void worksWithoutReactor() {
		this.runner.withClassLoader(new FilteredClassLoader("reactor", "org.reactivestreams"))
			.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues("rabibridge.server.auto-startup=false")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RemoteCallTemplate.class));
	}

	@Test
	void worksWithoutBeanValidation() {
		this.runner.withClassLoader(new FilteredClassLoader("jakarta.validation", "org.hibernate.validator"))
			.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues("rabibridge.server.auto-startup=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ParameterValidator.class);
				assertThat(context.getBean(RemoteCallRegistry.class).getFunctions()).hasSize(1);
			});
	}

	@Test
	void worksWithoutAValidator() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ParameterValidator.class));
	}

	@Test
	void runsHandlersOnPlatformThreads() {
		this.runner.run((context) -> {
			assertThat(isVirtual(context.getBean(HandlerExecutorFactory.class).create("test").executor())).isFalse();
			assertThat(isVirtual(context.getBean(CompletionExecutor.class).executor())).isFalse();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void runsHandlersOnVirtualThreadsWhereTheyAreEnabled() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(isVirtual(context.getBean(HandlerExecutorFactory.class).create("test").executor())).isTrue();
			assertThat(isVirtual(context.getBean(CompletionExecutor.class).executor())).isTrue();
		});
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void runsHandlersOnPlatformThreadsWhereThereAreNoVirtualOnes() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(
					isVirtual(context.getBean(HandlerExecutorFactory.class).create("test").executor()))
				.isFalse());
	}

	@Test
	void connectsToNothingWhenNothingIsServedOrCalled() {
		this.runner.withPropertyValues("rabibridge.server.fail-fast=true").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(BrokerConnection.class).values()).noneMatch(BrokerConnection::isWanted)
				.allMatch(BrokerConnection::isRunning);
		});
	}

	@Test
	void connectsToNothingWhenFunctionsDoNotStartThemselves() {
		this.runner.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues("rabibridge.server.auto-startup=false", "rabibridge.server.fail-fast=true")
			.run((context) -> assertThat(context.getBeansOfType(BrokerConnection.class).values())
				.noneMatch(BrokerConnection::isWanted));
	}

	@Test
	void appliesCustomizersToItsConnections() {
		this.runner
			.withBean("first", ConnectionFactoryCustomizer.class, () -> (factory) -> factory.setRequestedHeartbeat(77))
			.run((context) -> {
				for (BrokerConnection connection : context.getBeansOfType(BrokerConnection.class).values()) {
					assertThat(rabbitFactory(connection).getRequestedHeartbeat()).isEqualTo(77);
					assertThat(rabbitFactory(connection).isAutomaticRecoveryEnabled()).isFalse();
				}
			});
	}

	@Test
	void usesTheApplicationsConnectionDetails() {
		this.runner.withBean("ownDetails", RabbitConnectionDetails.class, OwnConnectionDetails::new).run((context) -> {
			for (BrokerConnection connection : context.getBeansOfType(BrokerConnection.class).values()) {
				assertThat(connection.address()).isEqualTo("broker.example.com:5555");
				assertThat(rabbitFactory(connection).getUsername()).isEqualTo("somebody");
				assertThat(rabbitFactory(connection).getVirtualHost()).isEqualTo("somewhere");
			}
		});
	}

	@Test
	void usesTheApplicationsProperties() {
		this.runner
			.withPropertyValues("spring.rabbitmq.addresses=one:1,two:2", "spring.rabbitmq.username=somebody",
					"spring.rabbitmq.requested-heartbeat=33s", "spring.application.name=shop")
			.run((context) -> {
				BrokerConnection connection = context.getBean("rabiBridgeClientConnection", BrokerConnection.class);
				assertThat(connection.address()).isEqualTo("one:1, two:2");
				assertThat(rabbitFactory(connection).getRequestedHeartbeat()).isEqualTo(33);
				assertThat(rabbitFactory(connection).getUsername()).isEqualTo("somebody");
			});
	}

	@Test
	void readsItsProperties() {
		this.runner.withPropertyValues("rabibridge.serializer=json", "rabibridge.compress-threshold=2KB",
				"rabibridge.max-body-size=1MB", "rabibridge.client.timeout=3s", "rabibridge.reconnect.max-interval=9s")
			.run((context) -> {
				assertThat(context.getBean(PayloadSerializer.class)).isInstanceOf(JsonPayloadSerializer.class);
				BodyCodec codec = context.getBean(BodyCodec.class);
				assertThat(ReflectionTestUtils.getField(codec, "compressThreshold")).isEqualTo(2048);
				assertThat(ReflectionTestUtils.getField(codec, "maxBodySize")).isEqualTo(1 << 20);
				assertThat(context.getBean(RemoteCallTemplate.class)).extracting("settings.timeout")
					.isEqualTo(Duration.ofSeconds(3));
			});
	}

	@Test
	void servesHandlersOfAnApplicationThatInitializesLazily() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(HandlerConfiguration.class)
			.withPropertyValues("rabibridge.server.auto-startup=false")
			.run((context) -> assertThat(context.getBean(RemoteCallRegistry.class).getFunctions()).singleElement()
				.extracting("name")
				.isEqualTo("twice"));
	}

	@Test
	void servesLazyHandlersWhenTheyAreFirstUsed() {
		this.runner.withUserConfiguration(LazyHandlerConfiguration.class)
			.withPropertyValues("rabibridge.server.auto-startup=false")
			.run((context) -> {
				RemoteCallRegistry registry = context.getBean(RemoteCallRegistry.class);
				assertThat(registry.getFunctions()).isEmpty();
				context.getBean(LazyHandlerConfiguration.class);
				assertThat(registry.getFunctions()).hasSize(1);
			});
	}

	@Test
	void endsItsThreadsWhenTheStartFails() {
		this.runner.withPropertyValues("rabibridge.client.fail-fast=true", "spring.application.name=failing")
			.run((context) -> assertThat(context).hasFailed());
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("rabibridge-client-connection"));
	}

	@Test
	void runsDefaultMethodsOfClientsThatAreNotPublic() {
		this.runner.withUserConfiguration(ClientConfiguration.class)
			.run((context) -> assertThat(context.getBean(Client.class).constant()).isEqualTo(42))
			.run((context) -> assertThat(context.getBean(Client.class).twice(21)).isEqualTo(42));
	}

	private static boolean isVirtual(Executor executor) throws Exception {
		CompletableFuture<Boolean> virtual = new CompletableFuture<>();
		executor.execute(
				() -> virtual.complete(Thread.currentThread().getThreadGroup().getName().equals("VirtualThreads")));
		return virtual.get(5, TimeUnit.SECONDS);
	}

	private static com.rabbitmq.client.ConnectionFactory rabbitFactory(BrokerConnection connection) {
		CachingConnectionFactory factory = (CachingConnectionFactory) ReflectionTestUtils.getField(connection,
				"connectionFactory");
		assertThat(factory).isNotNull();
		return factory.getRabbitConnectionFactory();
	}

	private static BrokerConnection ownConnection() {
		return new BrokerConnection("own", "own", new CachingConnectionFactory("localhost", CLOSED_PORT),
				new ExponentialBackOff(), false);
	}

	@Configuration(proxyBeanMethods = false)
	static class MeterRegistryConfiguration {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerConfiguration {

		@RemoteCall
		int twice(int n) {
			return 2 * n;
		}

	}

	@RemoteCallClient
	interface Client {

		default int constant() {
			return 42;
		}

		default int twice(int n) {
			return 2 * n;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRemoteCallClients(clients = Client.class)
	static class ClientConfiguration {

	}

	@Lazy
	@Configuration(proxyBeanMethods = false)
	static class LazyHandlerConfiguration {

		@RemoteCall
		int twice(int n) {
			return 2 * n;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnOperationsConfiguration {

		@Bean
		RemoteCallOperations ownOperations() {
			return new OwnOperations();
		}

	}

	static class OwnOperations implements RemoteCallOperations {

		@Override
		public <T> T call(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> CompletableFuture<T> callAsync(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
			throw new UnsupportedOperationException();
		}

	}

	static class OwnRegistry extends RemoteCallRegistry {

		OwnRegistry() {
			super(ownConnection(), new BodyCodec(new JsonPayloadSerializer(JsonMapper.builder().build()), 10, 1000),
					new ServerSettings(1, null, Duration.ZERO, false, false, false),
					HandlerExecutorFactory.platformThreads(), ObservationRegistry.NOOP, null, null);
		}

	}

	static class OwnConnectionDetails implements RabbitConnectionDetails {

		@Override
		public String getUsername() {
			return "somebody";
		}

		@Override
		public String getPassword() {
			return "secret";
		}

		@Override
		public String getVirtualHost() {
			return "somewhere";
		}

		@Override
		public List<Address> getAddresses() {
			return List.of(new Address("broker.example.com", 5555));
		}

	}

}
