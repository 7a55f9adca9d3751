package io.github.polywire.natsmicro.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.natsmicro.MicroBadRequestException;
import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointInfo;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroRequestDecorator;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroGroup;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.nats.client.Message;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

class AnnotatedEndpointTests {

	private final ApplicationContextRunner runner = ServerContexts.runner()
		.withPropertyValues("orders.name=orders", "orders.width=3")
		.withBean(Orders.class);

	@Test
	void readsEveryAttribute() {
		this.runner.run((context) -> {
			MicroServiceRegistry registry = context.getBean(MicroServiceRegistry.class);
			MicroServiceInfo info = registry.describe().get(0);
			assertThat(info.name()).isEqualTo("orders");
			assertThat(info.version()).isEqualTo("1.4.0");
			assertThat(info.description()).isEqualTo("Orders of 3 kinds");
			assertThat(info.metadata()).containsExactly(Map.entry("team", "blue"), Map.entry("width", "3"));
			assertThat(info.endpoints()).extracting(MicroEndpointInfo::name).isSorted().doesNotHaveDuplicates();
			assertThat(registry.getEndpoint("orders.created").info())
				.isEqualTo(new MicroEndpointInfo("created", "at.v2.create", Map.of("auth", "none"), "gq"));
			assertThat(registry.getEndpoint("orders.raw").info().queueGroup()).isEqualTo("oq");
			assertThat(registry.getEndpoint("orders.everywhere").info().queueGroup()).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			at.v2.create  | {"item":"book","quantity":2}  | {"id":1,"item":"book","quantity":2}
			at.list       | [{"item":"a","quantity":1}]   | 1 NewOrder
			at.bytes      | abc                           | 3
			at.bytes      | ``                            | 0
			at.text       | abc                           | text abc
			at.text       | ``                            | text
			at.later      | 20                            | 21
			at.mono       | 20                            | 22
			at.nothing    | x                             | ``
			at.none       | x                             | ``
			at.message    | x                             | message x
			at.optional   | ``                            | no body
			at.generic    | {"item":"g","quantity":1}     | g
			at.raw        | x                             | raw x
			""")
	void bindsTheBodyAndConvertsTheResult(String subject, String body, String reply) {
		this.runner.run((context) -> {
			Message answer = ServerContexts.request(context, subject, body, "Tenant", "acme");
			assertThat(ServerContexts.error(answer)).isIn("none", "null:null");
			assertThat(ServerContexts.text(answer).strip()).isEqualTo(reply);
		});
	}

	@Test
	void bindsHeaders() {
		this.runner.run((context) -> {
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.headers", "", "tenant", "acme", "X-A",
					"1", "X-A", "2", "Count", "7")))
				.isEqualTo("acme 7 [1, 2] true");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.headers", "", "Count", "7")))
				.isEqualTo("400:The header 'Tenant' is missing");
			assertThat(ServerContexts
				.error(ServerContexts.request(context, "at.headers", "", "Tenant", "acme", "Count", "many")))
				.startsWith("400:")
				.doesNotContain("java.lang");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"item":              | not valid JSON
			{"item":"a","quantity":"many"} | see 'quantity'
			{"item":"a","quantity":0}      | 'quantity' must be greater than 0
			{"item":"","quantity":1}       | 'item' must not be blank
			[]                             | does not have the form
			``                             | The body is missing
			null                           | The body
			""")
	void tellsInOneSentenceWhatIsWrongWithTheBody(String body, String sentence) {
		this.runner.run((context) -> {
			String error = ServerContexts
				.error(ServerContexts.request(context, "at.v2.create", body, "Tenant", "acme"));
			assertThat(error).startsWith("400:").contains(sentence).doesNotContain("polywire").doesNotContain("java");
			assertThat(
					context.getBean(MicroServiceRegistry.class).getEndpoint("orders.created").getCounters().invalid())
				.isEqualTo(1);
		});
	}

	@Test
	void refusesDeeplyNestedJson() {
		this.runner.run((context) -> assertThat(ServerContexts
			.error(ServerContexts.request(context, "at.v2.create", "{\"x\":".repeat(100_000), "Tenant", "acme")))
			.startsWith("400:The body is not valid JSON"));
	}

	@Test
	void checksConstraintsOfParameters() {
		this.runner.run((context) -> {
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.constrained", "abc"))).isEqualTo("abc");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.constrained", "abcdef")))
				.isEqualTo("400:The request is not valid: 'body' size must be between 0 and 5");
		});
	}

	@Test
	void mapsExceptionsByTheNearestAndMostParticularHandler() {
		this.runner.withBean(Advice.class).run((context) -> {
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "illegal")))
				.isEqualTo("422:illegal");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "number")))
				.isEqualTo("423:number");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "state")))
				.isEqualTo("424:advice state");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "self")))
				.isEqualTo("425:self");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "broken")))
				.isEqualTo("500:Internal Server Error");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "other")))
				.isEqualTo("500:Internal Server Error");
			assertThat(ServerContexts.error(ServerContexts.request(context, "at.failing", "bad")))
				.isEqualTo("400:bad as told");
		});
	}

	@Test
	void mapsTheExceptionOfAFuture() {
		this.runner
			.run((context) -> assertThat(ServerContexts.error(ServerContexts.request(context, "at.failingLater", "")))
				.isEqualTo("422:later"));
	}

	@Test
	void tellsTheMessageOfThePropertyOnly() {
		this.runner.withPropertyValues("nats.micro.server.error-message=Sorry").run((context) -> {
			Message reply = ServerContexts.request(context, "at.failing", "other");
			assertThat(ServerContexts.error(reply)).isEqualTo("500:Sorry");
			assertThat(reply.getData()).isEmpty();
		});
	}

	@Test
	void surroundsHandlersWithInterceptorsInOrder() {
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.text", "abc")))
				.isEqualTo("A(B(text (abc)))");
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.raw", "abc", "Tenant", "acme")))
				.isEqualTo("A(raw (abc))");
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.bytes", "short")))
				.isEqualTo("A(short-circuit)");
		});
	}

	@Test
	void usesTheConvertersOfTheApplication() {
		this.runner.withUserConfiguration(Converters.class).run((context) -> {
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.v2.create", "book;2", "Tenant", "acme")))
				.isEqualTo("#1;book;2");
			assertThat(ServerContexts.text(ServerContexts.request(context, "at.later", "20"))).isEqualTo("21");
		});
	}

	record NewOrder(@NotBlank String item, @Positive int quantity) {

	}

	record Order(int id, String item, int quantity) {

	}

	abstract static class Base<T> {

		@MicroEndpoint
		String generic(T body) {
			return ((NewOrder) body).item();
		}

	}

	interface Api {

		@MicroEndpoint(name = "created", value = "create", metadata = "auth=none", concurrency = "#{2 * 4}",
				queueCapacity = "${orders.width}")
		@MicroGroup(value = "v2", queueGroup = "gq")
		Order create(@Valid NewOrder order, @Header("Tenant") String tenant);

	}

	@MicroService(name = "${orders.name}", version = "1.4.0", description = "Orders of ${orders.width} kinds",
			metadata = { "team=blue", "width = ${orders.width}" }, queueGroup = "oq")
	@MicroGroup("at")
	static class Orders extends Base<NewOrder> implements Api {

		@Override
		public Order create(NewOrder order, String tenant) {
			assertThat(tenant).isEqualTo("acme");
			return new Order(1, order.item(), order.quantity());
		}

		@MicroEndpoint
		String list(List<NewOrder> orders) {
			return orders.size() + " " + orders.get(0).getClass().getSimpleName();
		}

		@MicroEndpoint
		int bytes(byte[] body) {
			return body.length;
		}

		@MicroEndpoint
		String text(@Payload String body) {
			return "text " + body;
		}

		@MicroEndpoint
		CompletableFuture<Integer> later(int number) {
			return CompletableFuture.supplyAsync(() -> number + 1);
		}

		@MicroEndpoint
		Mono<Integer> mono(int number) {
			return Mono.just(number + 2);
		}

		@MicroEndpoint
		void nothing(byte[] body) {
		}

		@MicroEndpoint
		@Nullable Order none() {
			return null;
		}

		@MicroEndpoint
		org.springframework.messaging.Message<String> message(org.springframework.messaging.Message<String> message) {
			return MessageBuilder.withPayload("message " + message.getPayload()).build();
		}

		@MicroEndpoint
		String optional(@Payload(required = false) Optional<NewOrder> order) {
			return order.isPresent() ? "body" : "no body";
		}

		@MicroEndpoint
		void raw(MicroRequest request) {
			request.respond(
					("raw " + new String(request.body(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
		}

		@MicroEndpoint(queueGroup = MicroEndpointDefaults.NO_QUEUE_GROUP)
		void everywhere() {
		}

		@MicroEndpoint
		String headers(@Header("Tenant") String tenant, @Header(name = "Count", defaultValue = "1") int count,
				@Headers MultiValueMap<String, String> all, MessageHeaders springs) {
			return tenant + " " + count + " " + all.get("X-A") + " " + springs.containsKey("nativeHeaders");
		}

		@MicroEndpoint
		String constrained(@Size(max = 5) String body) {
			return body;
		}

		@MicroEndpoint
		String failing(String how) {
			throw switch (how) {
				case "illegal" -> new IllegalArgumentException(how);
				case "number" -> new NumberFormatException(how);
				case "state" -> new IllegalStateException(how);
				case "self" -> new UnsupportedOperationException(how);
				case "broken" -> new ArithmeticException(how);
				case "bad" -> new MicroBadRequestException("bad as told");
				default -> new RuntimeException("secret");
			};
		}

		@MicroEndpoint
		CompletableFuture<String> failingLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalArgumentException("later");
			});
		}

		@MicroExceptionHandler
		ServiceError illegal(IllegalArgumentException ex) {
			return new ServiceError(422, String.valueOf(ex.getMessage()));
		}

		@MicroExceptionHandler(NumberFormatException.class)
		ServiceError number(Exception ex) {
			return new ServiceError(423, String.valueOf(ex.getMessage()));
		}

		@MicroExceptionHandler(UnsupportedOperationException.class)
		void self(MicroRequest request) {
			request.respondError(425, "self");
		}

		@MicroExceptionHandler(ArithmeticException.class)
		ServiceError broken() {
			throw new IllegalStateException("secret");
		}

	}

	static class Advice {

		@MicroExceptionHandler
		ServiceError all(IllegalStateException ex) {
			return new ServiceError(424, "advice " + ex.getMessage());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		@Bean
		@org.springframework.core.annotation.Order(1)
		MicroInterceptor outer() {
			return (request, next) -> {
				if (new String(request.body(), StandardCharsets.UTF_8).equals("short")) {
					return "A(short-circuit)";
				}
				MicroRequest seen = new MicroRequestDecorator(request) {

					@Override
					public byte[] body() {
						return ("(" + new String(super.body(), StandardCharsets.UTF_8) + ")")
							.getBytes(StandardCharsets.UTF_8);
					}

					@Override
					public void respond(byte[] body, MultiValueMap<String, String> headers) {
						super.respond(("A(" + new String(body, StandardCharsets.UTF_8) + ")")
							.getBytes(StandardCharsets.UTF_8), headers);
					}

				};
				Object result = next.handle(seen);
				return (result != null) ? "A(" + result + ")" : null;
			};
		}

		@Bean
		@org.springframework.core.annotation.Order(2)
		MicroInterceptor inner() {
			return new MicroInterceptor() {

				@Override
				public boolean supports(String service, MicroEndpointInfo endpoint) {
					return service.equals("orders") && endpoint.name().equals("text");
				}

				@Override
				public @Nullable Object intercept(MicroRequest request, MicroHandler next) throws Exception {
					return "B(" + next.handle(request) + ")";
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Converters {

		@Bean
		MessageConverter csv() {
			return new MessageConverter() {

				@Override
				public @Nullable Object fromMessage(org.springframework.messaging.Message<?> message, Class<?> type) {
					if (type != NewOrder.class) {
						return null;
					}
					String[] parts = new String((byte[]) message.getPayload(), StandardCharsets.UTF_8).split(";");
					return new NewOrder(parts[0], Integer.parseInt(parts[1]));
				}

				@Override
				public org.springframework.messaging.@Nullable Message<?> toMessage(Object payload,
						@Nullable MessageHeaders headers) {
					return (payload instanceof Order order)
							? MessageBuilder.withPayload("#" + order.id() + ";" + order.item() + ";" + order.quantity())
								.build()
							: null;
				}

			};
		}

	}

}
