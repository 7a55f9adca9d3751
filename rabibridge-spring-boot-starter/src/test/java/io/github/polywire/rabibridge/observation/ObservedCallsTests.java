package io.github.polywire.rabibridge.observation;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallFunction;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.autoconfigure.StarterApplication;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is observed of calls over a real broker.
 */
class ObservedCallsTests {

	private static ConfigurableApplicationContext context;

	private static TestObservationRegistry observations;

	private static RemoteCallTemplate template;

	private static RemoteCallRegistry registry;

	private static final AtomicInteger failing = new AtomicInteger();

	private final String function = "f" + UUID.randomUUID().toString().replace("-", "");

	@BeforeAll
	static void start() {
		LocalRabbit rabbit = LocalRabbit.shared();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(Map.of("spring.rabbitmq.addresses", rabbit.address(), "spring.rabbitmq.username",
					rabbit.username(), "spring.rabbitmq.password", rabbit.password(), "spring.rabbitmq.virtual-host",
					rabbit.virtualHost()))
			.run();
		observations = context.getBean(TestObservationRegistry.class);
		template = context.getBean(RemoteCallTemplate.class);
		registry = context.getBean(RemoteCallRegistry.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@BeforeEach
	void clear() {
		failing.set(0);
		observations.clear();
	}

	@Test
	void observesACallOnBothSides() {
		serve();
		assertThat(template.call(this.function, Integer.class, 1)).isEqualTo(1);
		awaitObservation("rabibridge.reply");
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("rabibridge.client")
			.that()
			.hasContextualNameEqualTo("call " + this.function)
			.hasLowCardinalityKeyValue("function", this.function)
			.hasLowCardinalityKeyValue("kind", "async")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasHighCardinalityKeyValueWithKey("rabibridge.correlation_id")
			.hasBeenStarted()
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("rabibridge.server")
			.that()
			.hasContextualNameEqualTo("serve " + this.function)
			.hasLowCardinalityKeyValue("function", this.function)
			.hasLowCardinalityKeyValue("kind", "async")
			.hasLowCardinalityKeyValue("outcome", "success")
			.hasLowCardinalityKeyValue("own", "yes")
			.hasHighCardinalityKeyValueWithKey("rabibridge.correlation_id")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("rabibridge.reply")
			.that()
			.hasContextualNameEqualTo("reply " + this.function)
			.hasParentObservationContextMatching((parent) -> parent.getName().equals("rabibridge.server"))
			.hasLowCardinalityKeyValue("function", this.function)
			.hasBeenStopped();
	}

	@Test
	void tellsErrorsOfTheOtherSide() {
		serve((args, kwargs, call) -> {
			throw new IllegalStateException("expected by the test");
		});
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call(this.function, Integer.class))
			.satisfies(
					(ex) -> assertThat(ex.getRemoteError()).isEqualTo("IllegalStateException: expected by the test"));
		hasOutcome("rabibridge.client", "remote_error", RemoteExecutionException.class);
		awaitObservation("rabibridge.server");
		hasOutcome("rabibridge.server", "error", IllegalStateException.class);
	}

	@Test
	void tellsUnknownFunctions() {
		assertThatExceptionOfType(UnknownRemoteCallException.class)
			.isThrownBy(() -> template.call(this.function, Integer.class));
		hasOutcome("rabibridge.client", "unknown", UnknownRemoteCallException.class);
	}

	@Test
	void tellsTimeouts() {
		CompletableFuture<Object> never = new CompletableFuture<>();
		serve((args, kwargs, call) -> never);
		assertThatExceptionOfType(RemoteCallTimeoutException.class).isThrownBy(() -> template
			.call(RemoteCallRequest.to(this.function).timeout(Duration.ofMillis(300)), Integer.class));
		hasOutcome("rabibridge.client", "timeout", RemoteCallTimeoutException.class);
		never.complete(1);
	}

	@Test
	void observesCallsThatDoNotBlock() {
		serve();
		assertThat(template.callAsync(this.function, Integer.class, 5).join()).isEqualTo(5);
		hasOutcome("rabibridge.client", "success", null);
		observations.clear();
		CompletableFuture<String> wrong = template.callAsync(this.function, String.class, 5);
		assertThat(wrong).failsWithin(Duration.ofSeconds(10));
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("rabibridge.client")
			.that()
			.hasLowCardinalityKeyValue("outcome", "error")
			.hasBeenStopped();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3 })
	void conventionThatFailsFailsNoCall(int goesWell) {
		FunctionKey function = FunctionKey.async("failing" + this.function);
		registry.register(function, (args, kwargs, call) -> args.get(0));
		failing.set(goesWell);
		assertThat(template.call(function.name(), Integer.class, 1)).isEqualTo(1);
		failing.set(goesWell);
		assertThat(template.callAsync(function.name(), Integer.class, 2).orTimeout(20, TimeUnit.SECONDS).join())
			.isEqualTo(2);
		assertThat(template.inFlightCount()).isZero();
		Awaitility.await().until(() -> registry.getContainer("async_" + function.name()).getCounters().inFlight() == 0);
	}

	private void serve() {
		serve((args, kwargs, call) -> args.get(0));
	}

	private void serve(RemoteCallFunction implementation) {
		RemoteCallContainer container = registry.register(FunctionKey.async(this.function), implementation);
		Awaitility.await().until(() -> container.getState() == ContainerState.RUNNING);
	}

	private static void hasOutcome(String name, String outcome, Class<? extends Throwable> error) {
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo(name)
			.that()
			.hasLowCardinalityKeyValue("outcome", outcome)
			.hasBeenStopped()
			.satisfies((observed) -> {
				if (error != null) {
					assertThat(observed.getError()).isInstanceOf(error);
				}
			});
	}

	private static void awaitObservation(String name) {
		Awaitility.await()
			.untilAsserted(() -> TestObservationRegistryAssert.assertThat(observations)
				.hasObservationWithNameEqualTo(name)
				.that()
				.hasBeenStopped());
	}

	@StarterApplication
	static class Application {

		@Bean
		ObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

		@Bean
		RemoteCallServerConvention ownConvention() {
			return new DefaultRemoteCallServerConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(RemoteCallServerContext context) {
					return super.getLowCardinalityKeyValues(context).and(KeyValue.of("own", "yes"));
				}

				@Override
				public KeyValues getHighCardinalityKeyValues(RemoteCallServerContext context) {
					failIfTold(context.getFunction());
					return super.getHighCardinalityKeyValues(context);
				}

			};
		}

		@Bean
		RemoteCallClientConvention ownClientConvention() {
			return new DefaultRemoteCallClientConvention() {

				@Override
				public KeyValues getHighCardinalityKeyValues(RemoteCallClientContext context) {
					failIfTold(context.getFunction());
					return super.getHighCardinalityKeyValues(context);
				}

			};
		}

		private static void failIfTold(FunctionKey function) {
			if (!function.name().startsWith("failing")) {
				return;
			}
			// Conventions are asked at the start and at the stop of each observation.
			if (failing.getAndDecrement() <= 0) {
				throw new IllegalStateException("the convention failed");
			}
		}

	}

}
