package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import io.github.polywire.natsmicro.MicroCallResult;
import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.annotation.MicroClient;
import io.github.polywire.natsmicro.annotation.MicroExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What becomes of the methods of a declarative client.
 */
class MicroClientTests {

	private final RecordingOperations operations = new RecordingOperations();

	private final MicroClientFactory factory = new MicroClientFactory(this.operations,
			(value) -> value.replace("${version}", "v2").replace("${patience}", "3s"));

	private final Orders orders = this.factory.create(Orders.class);

	@Test
	void sendsToTheSubjectOfTheMethodsName() {
		this.operations.answer = new Order("a");
		assertThat(this.orders.create(new Order("a"))).isEqualTo(new Order("a"));
		assertThat(this.operations.call().subject()).isEqualTo("v2.create");
		assertThat(this.operations.call().body()).isEqualTo(new Order("a"));
		assertThat(this.operations.call().headers()).isEmpty();
		assertThat(this.operations.call().timeout()).isEqualTo(Duration.ofSeconds(9));
		assertThat(this.operations.type()).isEqualTo(Order.class);
	}

	@Test
	void takesSubjectAndTimeoutFromTheMethod() {
		this.orders.find();
		assertThat(this.operations.call().subject()).isEqualTo("v2.orders.find");
		assertThat(this.operations.call().timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.operations.call().body()).isNull();
		assertThat(this.operations.type()).isEqualTo(new ParameterizedTypeReference<List<Order>>() {
		}.getType());
	}

	@Test
	void passesHeaders() {
		this.orders.tagged("blue", 7, Map.of("Many", List.of("1", "2")), "body", null);
		assertThat(this.operations.call().headers()).containsEntry("Tenant", List.of("blue"))
			.containsEntry("number", List.of("7"))
			.containsEntry("Many", List.of("1", "2"))
			.containsEntry("Region", List.of("eu"));
		assertThat(this.operations.call().body()).isEqualTo("body");
		this.orders.tagged("blue", null, Map.of(), "body", "us");
		assertThat(this.operations.call().headers()).doesNotContainKeys("number", "Many")
			.containsEntry("Region", List.of("us"));
	}

	@Test
	void refusesARequiredHeaderThatIsNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.orders.tagged(null, null, Map.of(), "body", null))
			.withMessageContaining("'Tenant'");
	}

	@Test
	void waitsForAnAnswerThatItIgnores() {
		this.orders.forget("x");
		assertThat(this.operations.type()).isEqualTo(void.class);
		this.operations.failure = new MicroTimeoutException("forget", Duration.ofMillis(1));
		assertThatExceptionOfType(MicroTimeoutException.class).isThrownBy(() -> this.orders.forget("x"));
	}

	@Test
	void returnsFutures() {
		this.operations.answer = new Order("a");
		assertThat(this.orders.later("x")).isCompletedWithValue(new Order("a"));
		assertThat(this.operations.type()).isEqualTo(Order.class);
		this.operations.failure = new MicroTimeoutException("later", Duration.ofMillis(1));
		CompletableFuture<Order> failed = this.orders.later("x");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(failed::join)
			.withCause(this.operations.failure);
	}

	@Test
	void sendsAtEachSubscriptionOfAMono() {
		this.operations.answer = new Order("a");
		Mono<Order> mono = this.orders.reactive("x");
		assertThat(this.operations.calls).isEmpty();
		assertThat(mono.block()).isEqualTo(new Order("a"));
		mono.block();
		assertThat(this.operations.calls).hasSize(2);
		this.operations.failure = new MicroTimeoutException("reactive", Duration.ofMillis(1));
		assertThatExceptionOfType(MicroTimeoutException.class).isThrownBy(mono::block);
	}

	@Test
	void returnsOptionals() {
		assertThat(this.orders.maybe("x")).isEmpty();
		this.operations.answer = new Order("a");
		assertThat(this.orders.maybe("x")).contains(new Order("a"));
	}

	@Test
	void returnsResultsThatDoNotThrow() {
		this.operations.failure = new MicroTimeoutException("outcome", Duration.ofMillis(1));
		assertThat(this.orders.outcome("x").error()).isSameAs(this.operations.failure);
	}

	@Test
	void returnsAnswersWithTheirHeaders() {
		this.orders.raw(new byte[1]);
		assertThat(this.operations.type()).isEqualTo(MicroReply.class);
	}

	@Test
	void keepsTypeArgumentsOfInheritedMethods() {
		this.factory.create(Typed.class).get();
		assertThat(this.operations.type()).isEqualTo(Order.class);
		assertThat(this.operations.call().subject()).isEqualTo("get");
	}

	@Test
	void runsDefaultMethodsItself() {
		this.operations.answer = new Order("a");
		assertThat(this.orders.createdId()).isEqualTo("a");
	}

	@Test
	void isAnObject() {
		assertThat(this.orders).isEqualTo(this.orders)
			.isNotEqualTo(this.factory.create(Orders.class))
			.hasSameHashCodeAs(this.orders);
		assertThat(this.orders.toString()).contains(Orders.class.getName());
		assertThat(this.operations.calls).isEmpty();
	}

	@Test
	void refusesWhatCannotBeAClient() {
		assertRefused(NotAnnotated.class, "@MicroClient");
		assertRefused(BadSubject.class, "'a b.x'");
		assertRefused(BadTimeout.class, "'soon'");
		assertRefused(TwoBodies.class, "more than one argument for the body");
		assertRefused(BadHeaders.class, "@Headers");
		assertRefused(Streams.class, "a stream");
		assertRefused(Futures.class, "FutureTask");
	}

	@Test
	void returnsWhatACompletableFutureIs() {
		this.operations.answer = "a";
		Stages stages = this.factory.create(Stages.class);
		assertThat(stages.stage()).isCompletedWithValue("a");
		assertThat(stages.future()).isDone();
	}

	private void assertRefused(Class<?> type, String part) {
		assertThatExceptionOfType(MicroDefinitionException.class).isThrownBy(() -> this.factory.create(type))
			.withMessageContaining(part)
			.withMessageContaining(type.getName());
	}

	record Order(String id) {

	}

	@MicroClient(value = "${version}", timeout = "9s")
	interface Orders {

		Order create(Order order);

		@MicroExchange(subject = "orders.find", timeout = "${patience}")
		@Nullable List<Order> find();

		void tagged(@Header("Tenant") @Nullable String tenant, @Header(required = false) @Nullable Integer number,
				@Headers Map<String, Object> headers, @Payload String body,
				@Header(name = "Region", defaultValue = "eu") @Nullable String region);

		void forget(String body);

		CompletableFuture<Order> later(String body);

		Mono<Order> reactive(String body);

		Optional<Order> maybe(String body);

		MicroCallResult<Order> outcome(String body);

		@Nullable MicroReply raw(byte[] body);

		default String createdId() {
			return create(new Order("b")).id();
		}

	}

	interface Getting<T> {

		@Nullable T get();

	}

	@MicroClient
	interface Typed extends Getting<Order> {

	}

	interface NotAnnotated {

	}

	@MicroClient("a b")
	interface BadSubject {

		void x();

	}

	@MicroClient(timeout = "soon")
	interface BadTimeout {

		void x();

	}

	@MicroClient
	interface TwoBodies {

		void x(String a, String b);

	}

	@MicroClient
	interface BadHeaders {

		void x(@Headers String a);

	}

	@MicroClient
	interface Streams {

		Flux<String> x();

	}

	@MicroClient
	interface Stages {

		CompletionStage<String> stage();

		Future<String> future();

	}

	@MicroClient
	interface Futures {

		FutureTask<String> x();

	}

}
