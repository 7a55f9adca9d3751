package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroInstanceIdGenerator;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.listener.HandlerExecutor;
import io.github.polywire.natsmicro.listener.HandlerExecutorFactory;
import io.github.polywire.natsmicro.listener.MicroServiceContainer;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.nats.client.Connection;
import io.nats.client.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.mockito.Mockito;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

class NatsMicroServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = ServerContexts.runner().withBean(Echo.class);

	@Test
	void servesAndLeavesWithTheContext() {
		this.runner.run((context) -> {
			assertThat(ServerContexts.text(ServerContexts.request(context, "auto.echo", "hello"))).isEqualTo("hello");
			assertThat(context.getBean(MicroServiceRegistry.class).getPhase()).isEqualTo(Integer.MAX_VALUE);
			((Lifecycle) context.getSourceApplicationContext()).stop();
			Connection caller = context.getBean("caller", Connection.class);
			assertThat(caller.request("auto.echo", null).handle((reply, failure) -> reply == null).get()).isTrue();
			((Lifecycle) context.getSourceApplicationContext()).start();
			assertThat(ServerContexts.text(ServerContexts.request(context, "auto.echo", "again"))).isEqualTo("again");
		});
	}

	@Test
	void backsOffWhenItIsDisabledOrThereIsNoConnection() {
		this.runner.withPropertyValues("nats.micro.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MicroServiceRegistry.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(NatsMicroServerAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MicroServiceRegistry.class));
	}

	@Test
	void backsOffForTheBeansOfTheApplication() {
		MicroInstanceIdGenerator ids = (service) -> "fixed-id";
		HandlerExecutorFactory executors = (name) -> new HandlerExecutor(Runnable::run, () -> {
		});
		this.runner.withBean(MicroInstanceIdGenerator.class, () -> ids)
			.withBean(HandlerExecutorFactory.class, () -> executors)
			.run((context) -> {
				assertThat(context.getBean(MicroInstanceIdGenerator.class)).isSameAs(ids);
				assertThat(context.getBean(HandlerExecutorFactory.class)).isSameAs(executors);
				assertThat(context.getBean(MicroServiceRegistry.class).describe().get(0).id()).isEqualTo("fixed-id");
			});
	}

	@Test
	void doesNotStartServicesThatShallWait() {
		this.runner.withPropertyValues("nats.micro.server.auto-startup=false").run((context) -> {
			MicroServiceContainer service = context.getBean(MicroServiceRegistry.class).getServices().get(0);
			assertThat(service.isRunning()).isFalse();
			service.start();
			assertThat(ServerContexts.text(ServerContexts.request(context, "auto.echo", "now"))).isEqualTo("now");
		});
	}

	@Test
	void takesTheContributorOfTheApplication() {
		this.runner
			.withBean(MicroStatsContributor.class, () -> (service, endpoint) -> new Data(service, endpoint.subject()))
			.withBean("own", MicroStatsContributor.class,
					() -> (service, endpoint) -> new Data("own " + service, "own"))
			.withBean(Measured.class)
			.run((context) -> {
				Message answer = ServerContexts.request(context, "$SRV.STATS.measured", "");
				MicroServiceStats stats = new DocumentCodec().readStats(answer.getData());
				assertThat(stats.endpoints().get(0).data().get("service").asString()).isEqualTo("own measured");
			});
	}

	@Test
	void servesInALazyApplication() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(ServerContexts.text(ServerContexts.request(context, "auto.echo", "lazy")))
				.isEqualTo("lazy"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlesRequestsOnVirtualThreads() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(ServerContexts.text(ServerContexts.request(context, "auto.virtual", "")))
				.isEqualTo("true"));
	}

	@Test
	void subscribesAgainWhenTheConnectionWasReplaced() {
		this.runner.run((context) -> {
			MicroServiceRegistry registry = context.getBean(MicroServiceRegistry.class);
			Connection connection = context.getBean("connection", Connection.class);
			ServerContexts.request(context, "auto.echo", "");
			context.publishEvent(new NatsConnectionEvent(connection, NatsConnectionEvent.Type.REPLACED, null));
			Awaitility.await()
				.until(() -> ServerContexts.text(ServerContexts.request(context, "auto.echo", "again"))
					.equals("again"));
			assertThat(registry.getEndpoint("auto.echo").stats().numRequests()).isGreaterThanOrEqualTo(2);
		});
	}

	@Test
	void hasMetersThatComeAndGoWithEndpoints() {
		this.runner.withConfiguration(AutoConfigurations.of(NatsMicroMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(NatsMicroMetrics.class).bindTo(meters);
				ServerContexts.request(context, "auto.echo", "");
				ServerContexts.request(context, "auto.fails", "");
				assertThat(meters.get("nats.micro.server.requests").tag("endpoint", "echo").functionTimer().count())
					.isEqualTo(1);
				assertThat(meters.get("nats.micro.server.requests")
					.tag("endpoint", "echo")
					.functionTimer()
					.totalTime(TimeUnit.NANOSECONDS)).isPositive();
				assertThat(meters.get("nats.micro.server.errors").tag("endpoint", "fails").functionCounter().count())
					.isEqualTo(1);
				for (String name : new String[] { "refused", "invalid", "expired", "lost.replies", "dropped" }) {
					assertThat(meters.get("nats.micro.server." + name)
						.tags("service", "auto", "endpoint", "echo")
						.functionCounter()
						.count()).as(name).isZero();
				}
				assertThat(meters.get("nats.micro.server.in.flight").gauges()).hasSize(3);
				assertThat(meters.get("nats.micro.server.waiting").gauges()).hasSize(3);
				MicroServiceRegistry registry = context.getBean(MicroServiceRegistry.class);
				registry.removeService(registry.getServices().get(0));
				assertThat(meters.find("nats.micro.server.in.flight").gauges()).isEmpty();
			});
	}

	@Test
	void observesRequests() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		this.runner.withBean(TestObservationRegistry.class, () -> observations).run((context) -> {
			ServerContexts.request(context, "auto.echo", "");
			ServerContexts.request(context, "auto.fails", "");
			Awaitility.await().untilAsserted(() -> {
				TestObservationRegistryAssert.assertThat(observations)
					.hasNumberOfObservationsWithNameEqualTo("nats.micro.server", 2)
					.hasAnObservationWithAKeyValue("outcome", "success")
					.hasAnObservationWithAKeyValue("endpoint", "fails")
					.hasAnObservationWithAKeyValue("error.code", "500")
					.hasAnObservationWithAKeyValue("nats.subject", "auto.echo")
					.hasAnObservationWithAKeyValue("service", "auto");
				TestObservationRegistryAssert.assertThat(observations).doesNotHaveAnyRemainingCurrentObservation();
			});
		});
	}

	@Test
	void tellsHealthAndServices() {
		MicroServiceInfo other = new MicroServiceInfo("other", "1", "1.0.0", null, null, null);
		MicroDiscoveryOperations discovery = Mockito.mock(MicroDiscoveryOperations.class);
		given(discovery.info()).willReturn(List.of(other));
		this.runner.withBean(MicroDiscoveryOperations.class, () -> discovery)
			.withConfiguration(AutoConfigurations.of(NatsMicroHealthAutoConfiguration.class,
					NatsMicroEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=natsmicro",
					"management.endpoints.jmx.exposure.include=natsmicro", "spring.jmx.enabled=true")
			.run((context) -> {
				Health health = context.getBean(NatsMicroHealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails().get("services").toString()).contains("auto ").contains("running");
				NatsMicroEndpoint endpoint = context.getBean(NatsMicroEndpoint.class);
				ServerContexts.request(context, "auto.echo", "");
				assertThat(endpoint.services(null).network()).isNull();
				assertThat(endpoint.services(true).network()).isEqualTo(List.of(other));
				assertThat(endpoint.services(false).services()).hasSize(1).allSatisfy((service) -> {
					assertThat(service.info().name()).isEqualTo("auto");
					assertThat(service.endpoints()).hasSize(3);
				});
				assertThat(endpoint.endpoint("auto.echo").stats().numRequests()).isEqualTo(1);
				assertThat(endpoint.endpoint("none")).isNull();
			});
	}

	record Data(String service, String subject) {

	}

	@MicroService(name = "auto", version = "1.0.0")
	static class Echo {

		@MicroEndpoint(subject = "auto.echo")
		byte[] echo(byte[] body) {
			return body;
		}

		@MicroEndpoint(subject = "auto.virtual")
		boolean virtual() throws ReflectiveOperationException {
			return (Boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
		}

		@MicroEndpoint(subject = "auto.fails")
		void fails() {
			throw new IllegalStateException("secret");
		}

	}

	@MicroService(name = "measured", version = "1.0.0")
	static class Measured {

		@MicroEndpoint(subject = "measured.it", statsContributor = "own")
		void it() {
		}

	}

}
