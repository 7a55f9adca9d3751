package io.github.polywire.natsmicro.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroCallResult;
import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.annotation.MicroClient;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExchange;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.client.CompletionExecutor;
import io.github.polywire.natsmicro.client.EnableMicroClients;
import io.github.polywire.natsmicro.client.MicroDiscovery;
import io.github.polywire.natsmicro.client.MicroTemplate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nats.client.Connection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * The calling side as an application gets it, with the serving side at its other end.
 */
class NatsMicroClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(NatsAutoConfiguration.class, JacksonAutoConfiguration.class,
				NatsMicroServerAutoConfiguration.class, NatsMicroClientAutoConfiguration.class,
				NatsMicroClientMetricsAutoConfiguration.class))
		.withPropertyValues("nats.servers=" + LocalNats.shared().url());

	@Test
	void callsByAnInterfaceInAllWays() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Orders orders = served(context);
			assertThat(orders.create(new Order("a", 1), "blue")).isEqualTo(new Order("a-blue", 2));
			assertThat(orders.createLater(new Order("a", 1), "green")).succeedsWithin(Duration.ofSeconds(20))
				.isEqualTo(new Order("a-green", 2));
			assertThat(orders.createReactive(new Order("a", 1), "red").block()).isEqualTo(new Order("a-red", 2));
			assertThat(orders.createMaybe(new Order("a", 1), "x")).contains(new Order("a-x", 2));
			assertThat(orders.tryCreate(new Order("a", 1), "x").orElseThrow()).isEqualTo(new Order("a-x", 2));
			assertThat(orders.tryCreate(null, "x").code()).isEqualTo(400);
			MicroReply reply = orders.createRaw(new Order("a", 1), "x");
			assertThat(reply.text()).isEqualTo("{\"id\":\"a-x\",\"count\":2}");
			orders.createSilently(new Order("a", 1), "x");
		});
	}

	/**
	 * Waits until the server knows the endpoints, and gives their client.
	 */
	private static Orders served(ApplicationContext context) throws Exception {
		context.getBean(Connection.class).flush(Duration.ofSeconds(20));
		return context.getBean(Orders.class);
	}

	@Test
	void findsItsOwnServices() {
		this.runner.withUserConfiguration(Application.class)
			.withPropertyValues("nats.micro.api-prefix=CLIENT.AUTO", "nats.micro.client.discovery.max-wait=20s",
					"nats.micro.client.discovery.max-count=1")
			.run((context) -> {
				served(context);
				assertThat(context.getBean(MicroDiscoveryOperations.class).ping()).extracting(MicroServicePing::name)
					.containsExactly("client-auto");
			});
	}

	@Test
	void stopsAndStartsWithTheContext() {
		this.runner.withUserConfiguration(Application.class).run((context) -> {
			Orders orders = served(context);
			((Lifecycle) context.getSourceApplicationContext()).stop();
			((Lifecycle) context.getSourceApplicationContext()).start();
			served(context);
			assertThat(orders.create(new Order("a", 1), "again")).isEqualTo(new Order("a-again", 2));
			assertThat(context.getBean(MicroTemplate.class).getPhase()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nats.enabled=false", "nats.micro.enabled=false" })
	void canBeTurnedOff(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MicroOperations.class)
				.doesNotHaveBean(MicroDiscoveryOperations.class)
				.doesNotHaveBean(CompletionExecutor.class));
	}

	@Test
	void backsOffForTheBeansOfTheApplication() {
		MicroOperations operations = mock(MicroOperations.class);
		MicroDiscoveryOperations discovery = mock(MicroDiscoveryOperations.class);
		this.runner.withBean(MicroOperations.class, () -> operations)
			.withBean(MicroDiscoveryOperations.class, () -> discovery)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MicroTemplate.class)
				.doesNotHaveBean(MicroDiscovery.class));
	}

	@Test
	void takesTheConverterOfTheApplication() {
		this.runner.withUserConfiguration(Application.class).withBean(ShoutConverter.class).run((context) -> {
			served(context);
			assertThat(context.getBean(MicroTemplate.class).request("client-auto.echo", new Shout("hey"), Shout.class))
				.isEqualTo(new Shout("HEY!"));
		});
	}

	@Test
	void waitsForAServerThatComesLate() throws Exception {
		try (LocalNats nats = LocalNats.builder().dedicated().start()) {
			nats.stop();
			this.runner.withUserConfiguration(Application.class)
				.withPropertyValues("nats.servers=" + nats.url(), "nats.reconnect.wait=50ms",
						"nats.connection-timeout=500ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					MicroTemplate template = context.getBean(MicroTemplate.class);
					MicroCall call = MicroCall.to("client-auto.echo").body("x");
					assertThat(template.tryRequest(call.timeout(Duration.ofMillis(100)), String.class).error())
						.hasMessageContaining("was not sent")
						.hasMessageContaining("100 ms");
					CompletableFuture<@Nullable String> early = template
						.requestAsync(call.timeout(Duration.ofSeconds(30)), String.class);
					nats.restart();
					// The endpoint may come after the request.
					assertThat(early.handle((reply, failure) -> true)).succeedsWithin(Duration.ofSeconds(30));
					Awaitility.await()
						.atMost(Duration.ofSeconds(30))
						.until(() -> template.tryRequest(call, String.class).success());
				});
		}
	}

	@Test
	void countsRequests() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		this.runner.withBean(SimpleMeterRegistry.class, () -> meters).run((context) -> {
			context.getBean(NatsMicroClientMetrics.class).bindTo(meters);
			context.getBean(MicroTemplate.class).tryRequest("client-auto.nobody", null, String.class);
			assertThat(meters.get("nats.micro.client.failures").tag("kind", "no_responders").functionCounter().count())
				.isEqualTo(1);
			assertThat(meters.get("nats.micro.client.in.flight").gauge().value()).isZero();
			assertThat(meters.get("nats.micro.discovery.skipped").functionCounter().count()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nats.micro.client.timeout=0s", "nats.micro.client.shutdown-timeout=-1s",
			"nats.micro.client.discovery.max-wait=0", "nats.micro.client.discovery.max-count=0",
			"nats.micro.client.discovery.max-interval=-1s" })
	void refusesValuesThatCannotWork(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo(property.replaceFirst("=.*", ""))));
	}

	record Order(String id, int count) {

	}

	record Shout(String text) {

	}

	static class ShoutConverter extends StringMessageConverter {

		@Override
		protected boolean supports(Class<?> type) {
			return type == Shout.class;
		}

		@Override
		protected Object convertFromInternal(Message<?> message, Class<?> type, @Nullable Object hint) {
			return new Shout(super.convertFromInternal(message, String.class, hint) + "!");
		}

		@Override
		protected @Nullable Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
				@Nullable Object hint) {
			return super.convertToInternal(((Shout) payload).text().toUpperCase(Locale.ROOT), headers, hint);
		}

	}

	@MicroClient(value = "client-auto", timeout = "20s")
	interface Orders {

		Order create(Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		CompletableFuture<Order> createLater(Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		Mono<Order> createReactive(Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		Optional<Order> createMaybe(Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		MicroCallResult<Order> tryCreate(@Nullable Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		MicroReply createRaw(Order order, @Header("Tenant") String tenant);

		@MicroExchange("create")
		void createSilently(Order order, @Header("Tenant") String tenant);

	}

	@MicroService(name = "client-auto", version = "1.0.0")
	static class OrderEndpoints {

		@MicroEndpoint(name = "create", subject = "client-auto.create")
		Order create(Order order, @Header("Tenant") String tenant) {
			return new Order(order.id() + "-" + tenant, order.count() + 1);
		}

		@MicroEndpoint(name = "echo", subject = "client-auto.echo")
		byte[] echo(byte[] body) {
			return body;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMicroClients(clients = Orders.class)
	@Import(OrderEndpoints.class)
	static class Application {

	}

}
