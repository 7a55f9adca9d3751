package io.github.polywire.rabibridge.listener;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallResult;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.autoconfigure.StarterApplication;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.observation.DefaultRemoteCallServerConvention;
import io.micrometer.observation.ObservationRegistry;
import jakarta.validation.constraints.Min;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers get of handlers over a real broker.
 */
class AnsweredCallTests {

	private static final String PREFIX = "f" + UUID.randomUUID().toString().substring(0, 8) + "-";

	private static ConfigurableApplicationContext context;

	private static RemoteCallTemplate template;

	@BeforeAll
	static void start() {
		LocalRabbit rabbit = LocalRabbit.shared();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.rabbitmq.addresses", rabbit.address(), "spring.rabbitmq.username",
					rabbit.username(), "spring.rabbitmq.password", rabbit.password(), "spring.rabbitmq.virtual-host",
					rabbit.virtualHost(), "test.prefix", PREFIX, "rabibridge.client.timeout", "10s"))
			.run();
		template = context.getBean(RemoteCallTemplate.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@CsvSource({ "value,2", "future,2", "mono,2", "laterFuture,2" })
	void answersResults(String function, int result) {
		assertThat(template.call(PREFIX + function, Integer.class, 1)).isEqualTo(result);
	}

	@ParameterizedTest
	@CsvSource({ "nothing", "nothingLater", "noMono", "noFuture" })
	void answersNull(String function) {
		RemoteCallResult<Object> result = template.tryCall(PREFIX + function, Object.class);
		assertThat(result.success()).isTrue();
		assertThat(result.value()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "failing", "failingFuture", "failingMono" })
	void answersFailuresWithoutStackTrace(String function) {
		assertThat(errorOf(function)).isEqualTo("IllegalStateException: expected by the test");
	}

	@ParameterizedTest
	@CsvSource({ "constrained", "markedConstrained" })
	void answersConstraintsWithOneSentence(String function) {
		assertThat(errorOf(function, 0))
			.isEqualTo("The arguments are not valid: 'n' must be greater than or equal to 1");
		assertThat(template.call(PREFIX + function, Integer.class, 4)).isEqualTo(4);
	}

	@Test
	void answersWrongArgumentsWithOneSentence() {
		assertThat(errorOf("value"))
			.isEqualTo("Function '" + PREFIX + "value' needs a value for parameter 'n'; its parameters are [n]");
		assertThat(errorOf("value", "x")).isEqualTo("Parameter 'n' of function '" + PREFIX
				+ "value' does not fit: expected an integer (int), got the string \"x\"");
	}

	@Test
	void answersResultsThatCannotBeSent() {
		assertThat(errorOf("unserializable"))
			.startsWith("The function was executed, but its result cannot be sent: A value of type");
	}

	@Test
	void servesOnAfterMoreErrorsThanItsConcurrency() {
		for (int i = 0; i < 100; i++) {
			errorOf("failing");
			errorOf("failingError");
		}
		FunctionCounters counters = context.getBean(RemoteCallRegistry.class)
			.getContainer(FunctionKey.async(PREFIX + "failing").toString())
			.getCounters();
		assertThat(counters.errors()).isGreaterThanOrEqualTo(100);
	}

	@Test
	void answersAlsoWhenAConventionFails() {
		context.getBean(FailingConvention.class).failing = true;
		try {
			assertThat(template.call(PREFIX + "value", Integer.class, 1)).isEqualTo(2);
		}
		finally {
			context.getBean(FailingConvention.class).failing = false;
		}
	}

	private static String errorOf(String function, Object... args) {
		RemoteCallResult<Object> result = template.tryCall(PREFIX + function, Object.class, args);
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.error()).isInstanceOf(RemoteExecutionException.class);
		return String.valueOf(((RemoteExecutionException) result.error()).getRemoteError());
	}

	static class FailingConvention extends DefaultRemoteCallServerConvention {

		private volatile boolean failing;

		@Override
		public String getName() {
			if (this.failing) {
				throw new IllegalStateException("expected by the test");
			}
			return super.getName();
		}

	}

	static class Unserializable {

		@JsonProperty
		Object value() {
			throw new IllegalStateException("expected by the test");
		}

	}

	@Validated
	static class Marked {

		@RemoteCall("${test.prefix}markedConstrained")
		int constrained(@Min(1) int n) {
			return n;
		}

	}

	@StarterApplication
	@Import(Marked.class)
	static class Application {

		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler((observed) -> true);
			return registry;
		}

		@Bean
		FailingConvention failingConvention() {
			return new FailingConvention();
		}

		@RemoteCall("${test.prefix}value")
		int value(int n) {
			return n + 1;
		}

		@RemoteCall("${test.prefix}future")
		CompletableFuture<Integer> future(int n) {
			return CompletableFuture.completedFuture(n + 1);
		}

		@RemoteCall("${test.prefix}laterFuture")
		CompletableFuture<Integer> laterFuture(int n) {
			return CompletableFuture.supplyAsync(() -> n + 1);
		}

		@RemoteCall("${test.prefix}mono")
		Mono<Integer> mono(int n) {
			return Mono.just(n + 1);
		}

		@RemoteCall("${test.prefix}nothing")
		void nothing() {
		}

		@RemoteCall("${test.prefix}nothingLater")
		CompletableFuture<Void> nothingLater() {
			return CompletableFuture.completedFuture(null);
		}

		@RemoteCall("${test.prefix}noMono")
		Mono<Integer> noMono() {
			return Mono.empty();
		}

		@RemoteCall("${test.prefix}noFuture")
		CompletableFuture<Integer> noFuture() {
			return null;
		}

		@RemoteCall("${test.prefix}failing")
		int failing() {
			throw new IllegalStateException("expected by the test");
		}

		@RemoteCall("${test.prefix}failingError")
		int failingError() {
			throw new StackOverflowError("expected by the test");
		}

		@RemoteCall("${test.prefix}failingFuture")
		CompletableFuture<Integer> failingFuture() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("expected by the test");
			});
		}

		@RemoteCall("${test.prefix}failingMono")
		Mono<Integer> failingMono() {
			return Mono.error(new IllegalStateException("expected by the test"));
		}

		@RemoteCall("${test.prefix}constrained")
		int constrained(@Min(1) int n) {
			return n;
		}

		@RemoteCall("${test.prefix}unserializable")
		Object unserializable() {
			return new Unserializable();
		}

	}

}
