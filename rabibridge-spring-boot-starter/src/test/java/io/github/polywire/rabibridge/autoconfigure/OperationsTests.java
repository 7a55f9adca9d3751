package io.github.polywire.rabibridge.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health, endpoint and meters of an application on a real broker.
 */
class OperationsTests {

	private final String function = "f" + UUID.randomUUID().toString().replace("-", "");

	private final FunctionKey key = FunctionKey.async(this.function);

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, RabbitAutoConfiguration.class,
				RabiBridgeAutoConfiguration.class, RabiBridgeHealthAutoConfiguration.class,
				RabiBridgeMetricsAutoConfiguration.class, RemoteCallsEndpointAutoConfiguration.class))
		.withUserConfiguration(MeterRegistryConfiguration.class)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@Test
	void isUpWhenNothingIsInUse() {
		this.application.withPropertyValues("spring.rabbitmq.port=1").run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).isEqualTo(Map.of("client", "not in use", "server", "not in use"));
		});
	}

	@Test
	void isUpWhileItServesAndCalls() {
		connected().run((context) -> {
			serve(context);
			assertThat(context.getBean(RemoteCallTemplate.class).call(this.function, Integer.class, 1)).isEqualTo(1);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).isEqualTo(Map.of("client", "open", "server", "open"));
		});
	}

	@Test
	void isDownWithTheReasonWhileTheBrokerCannotBeReached() {
		this.application.withPropertyValues("spring.rabbitmq.port=1").run((context) -> {
			serve(context);
			Awaitility.await().untilAsserted(() -> {
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat((String) health.getDetails().get("server")).startsWith("closed: ConnectException");
				assertThat(health.getDetails()).containsEntry("client", "not in use");
			});
		});
	}

	@Test
	void isDownWhileTheBrokerTakesNoMessages() {
		connected().run((context) -> {
			serve(context);
			BrokerConnection connection = context.getBean("rabiBridgeServerConnection", BrokerConnection.class);
			ReflectionTestUtils.invokeMethod(connection.session(), "setBlockedReason", "low on memory");
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails()).containsEntry("server", "blocked: low on memory");
			assertThat(endpoint(context).remoteCalls().connections().get("server").blocked())
				.isEqualTo("low on memory");
			assertThat(meters(context).get("rabibridge.connection.blocked").tag("connection", "server").gauge().value())
				.isEqualTo(1);
		});
	}

	@Test
	void isDownWhenAFunctionCannotBeServed() throws Exception {
		try (Connection other = otherConnection()) {
			other.createChannel().queueDeclare("rpc_async_" + this.function, true, false, true, Map.of());
			connected().run((context) -> {
				serve(context);
				assertThat(context.getBean(RemoteCallRegistry.class).getContainer(this.key.toString()))
					.extracting(RemoteCallContainer::getState)
					.isEqualTo(ContainerState.FAILED);
				assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
				assertThat(health(context).getDetails().get("notServed")).asString()
					.contains("async_" + this.function, "inequivalent arg");
			});
			other.createChannel().queueDelete("rpc_async_" + this.function);
		}
	}

	@Test
	void tellsOfFunctionsClientAndConnections() {
		connected().run((context) -> {
			serve(context, RemoteCallOptions.defaults().withQueueSize(9).withConcurrency(2));
			context.getBean(RemoteCallTemplate.class).call(this.function, Integer.class, 1);
			Awaitility.await().untilAsserted(() -> {
				JsonNode json = json(endpoint(context).remoteCalls());
				JsonNode served = json.get("functions").get(0);
				assertThat(served.get("id").asString()).isEqualTo("async_" + this.function);
				assertThat(served.get("queue").asString()).isEqualTo("rpc_async_" + this.function);
				assertThat(served.get("queueArguments").get("x-max-length").asInt()).isEqualTo(9);
				assertThat(served.get("fetchSize").asInt()).isEqualTo(4);
				assertThat(served.get("state").asString()).isEqualTo("RUNNING");
				assertThat(served.get("calls").asInt()).isEqualTo(1);
				assertThat(served.get("inFlight").asInt()).isZero();
				assertThat(json.get("client").get("inFlight").asInt()).isZero();
				assertThat(json.get("connections").get("server").get("open").asBoolean()).isTrue();
				assertThat(json.get("connections").get("client").get("inUse").asBoolean()).isTrue();
				assertThat(json.get("connections").get("client").get("address").asString())
					.isEqualTo(LocalRabbit.shared().address());
				assertThat(json.toString()).doesNotContain("password");
			});
			assertThat(endpoint(context).remoteCall("async_" + this.function)).isNotNull()
				.extracting("name")
				.isEqualTo(this.function);
			assertThat(endpoint(context).remoteCall("nobody")).isNull();
		});
	}

	@Test
	void hasMetersOfAFunctionWhileItIsServed() {
		connected().run((context) -> {
			assertThat(functionMeters(context)).isEmpty();
			serve(context);
			assertThat(functionMeters(context)).containsExactlyInAnyOrder("rabibridge.server.in.flight",
					"rabibridge.server.queue.depth", "rabibridge.server.calls", "rabibridge.server.errors",
					"rabibridge.server.invalid", "rabibridge.server.rejected", "rabibridge.server.expired",
					"rabibridge.server.redelivered", "rabibridge.server.lost.replies");
			context.getBean(RemoteCallTemplate.class).call(this.function, Integer.class, 1);
			context.getBean(RemoteCallTemplate.class).tryCall(this.function, Integer.class);
			Awaitility.await().untilAsserted(() -> {
				assertThat(counter(context, "calls")).isEqualTo(2);
				assertThat(counter(context, "errors")).isEqualTo(1);
			});
			assertThat(meters(context).get("rabibridge.server.queue.depth").gauge().value()).isZero();
			context.getBean(RemoteCallRegistry.class).unregister(this.key);
			assertThat(functionMeters(context)).isEmpty();
			serve(context);
			assertThat(counter(context, "calls")).isZero();
		});
	}

	@Test
	void countsWhatFails() {
		connected().run((context) -> {
			context.getBean(RemoteCallTemplate.class).tryCall("nobody-" + this.function, Integer.class);
			assertThat(meters(context).get("rabibridge.client.failures")
				.tag("reason", "unknown")
				.functionCounter()
				.count()).isEqualTo(1);
			assertThat(meters(context).get("rabibridge.client.in.flight").gauge().value()).isZero();
			assertThat(meters(context).get("rabibridge.client.late.replies").functionCounter().count()).isZero();
			assertThat(meters(context).get("rabibridge.connection.open").tag("connection", "client").gauge().value())
				.isEqualTo(1);
			assertThat(meters(context).get("rabibridge.connection.open").tag("connection", "server").gauge().value())
				.isZero();
		});
	}

	private ApplicationContextRunner connected() {
		LocalRabbit rabbit = LocalRabbit.shared();
		return this.application.withPropertyValues("spring.rabbitmq.addresses=" + rabbit.address(),
				"spring.rabbitmq.username=" + rabbit.username(), "spring.rabbitmq.password=" + rabbit.password(),
				"spring.rabbitmq.virtual-host=" + rabbit.virtualHost());
	}

	private static Connection otherConnection() throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(LocalRabbit.shared().uri());
		return factory.newConnection();
	}

	private void serve(ApplicationContext context) {
		serve(context, RemoteCallOptions.defaults());
	}

	private void serve(ApplicationContext context, RemoteCallOptions options) {
		RemoteCallContainer container = context.getBean(RemoteCallRegistry.class)
			.register(this.key, options, (args, kwargs, call) -> args.get(0));
		if (!context.getEnvironment().getProperty("spring.rabbitmq.port", "").equals("1")) {
			Awaitility.await()
				.atMost(10, TimeUnit.SECONDS)
				.until(() -> container.getState() != ContainerState.STARTING);
		}
	}

	private static Health health(ApplicationContext context) {
		Health health = context.getBean(RabiBridgeHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

	private static RemoteCallsEndpoint endpoint(ApplicationContext context) {
		return context.getBean(RemoteCallsEndpoint.class);
	}

	private static JsonNode json(Object value) {
		return JsonMapper.builder().build().valueToTree(value);
	}

	private static MeterRegistry meters(ApplicationContext context) {
		return context.getBean(MeterRegistry.class);
	}

	private double counter(ApplicationContext context, String name) {
		return meters(context).get("rabibridge.server." + name)
			.tag("function", this.function)
			.tag("kind", "async")
			.functionCounter()
			.count();
	}

	private List<String> functionMeters(ApplicationContext context) {
		return meters(context).getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> this.function.equals(id.getTag("function")))
			.map(Meter.Id::getName)
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class MeterRegistryConfiguration {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
