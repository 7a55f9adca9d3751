package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What callers see when calls fail.
 */
class FailureTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static RemoteCallTemplate template;

	private static RemoteCallRegistry registry;

	@BeforeAll
	static void start() {
		application = Applications.start(Functions.class, rabbit, "rabibridge.max-body-size=1MB");
		template = application.getBean(RemoteCallTemplate.class);
		registry = application.getBean(RemoteCallRegistry.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void tellsUnknownFunctionAtOnceAndHarmsNoOtherCall() {
		CountDownLatch held = new CountDownLatch(1);
		registry.register(FunctionKey.async("fa_held"), (args, kwargs, call) -> {
			held.await(30, TimeUnit.SECONDS);
			return args.get(0);
		});
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			calls.add(template.callAsync("fa_held", Integer.class, i));
		}
		long unknown = template.failureCount(RemoteCallTemplate.Failure.UNKNOWN);
		assertThatExceptionOfType(UnknownRemoteCallException.class)
			.isThrownBy(() -> template.call("fa_nobody", Object.class))
			.withMessageContaining("fa_nobody")
			.withMessageContaining("NO_ROUTE");
		assertThatExceptionOfType(UnknownRemoteCallException.class)
			.isThrownBy(() -> template.call(RemoteCallRequest.to("fa_held").kind(FunctionKind.SYNC), Object.class));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> template.callAsync("fa_nobody", Object.class).join())
			.withCauseInstanceOf(UnknownRemoteCallException.class);
		assertThat(template.failureCount(RemoteCallTemplate.Failure.UNKNOWN)).isEqualTo(unknown + 3);
		assertThat(calls).noneMatch(CompletableFuture::isDone);
		held.countDown();
		for (int i = 0; i < calls.size(); i++) {
			assertThat(calls.get(i).join()).isEqualTo(i);
		}
		assertThat(template.inFlightCount()).isZero();
		assertThat(template.connection().reconnectCount()).isZero();
	}

	@Test
	void tellsFullQueueAtOnce() {
		CountDownLatch held = new CountDownLatch(1);
		RemoteCallOptions options = RemoteCallOptions.defaults().withQueueSize(1).withFetchSize(1).withConcurrency(1);
		RemoteCallContainer container = registry.register(FunctionKey.async("fa_full"), options,
				(args, kwargs, call) -> {
					held.await(30, TimeUnit.SECONDS);
					return args.get(0);
				});
		CompletableFuture<Integer> running = template.callAsync("fa_full", Integer.class, 1);
		await().until(() -> container.getCounters().inFlight() == 1);
		CompletableFuture<Integer> waiting = template.callAsync("fa_full", Integer.class, 2);
		await().until(() -> container.queueDepth() == 1);
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(RemoteCallRejectedException.class)
				.isThrownBy(() -> template.call("fa_full", Integer.class, 3))
				.withMessageContaining("fa_full")
				.withMessageContaining("full");
		}
		assertThat(running).isNotDone();
		assertThat(waiting).isNotDone();
		held.countDown();
		assertThat(running.join()).isEqualTo(1);
		assertThat(waiting.join()).isEqualTo(2);
		assertThat(template.call("fa_full", Integer.class, 4)).isEqualTo(4);
	}

	@Test
	void dropsAndCountsLateReply() {
		CountDownLatch held = new CountDownLatch(1);
		registry.register(FunctionKey.async("fa_late"), (args, kwargs, call) -> {
			held.await(30, TimeUnit.SECONDS);
			return 1;
		});
		long late = template.lateReplyCount();
		assertThatExceptionOfType(RemoteCallTimeoutException.class)
			.isThrownBy(
					() -> template.call(RemoteCallRequest.to("fa_late").timeout(Duration.ofMillis(300)), Integer.class))
			.withMessageContaining("fa_late")
			.withMessageContaining("300 ms");
		assertThat(template.inFlightCount()).isZero();
		held.countDown();
		await().untilAsserted(() -> assertThat(template.lateReplyCount()).isGreaterThan(late));
	}

	@Test
	void cancellingForgetsTheCall() {
		CountDownLatch held = new CountDownLatch(1);
		registry.register(FunctionKey.async("fa_cancel"), (args, kwargs, call) -> {
			held.await(30, TimeUnit.SECONDS);
			return 1;
		});
		CompletableFuture<Integer> call = template.callAsync("fa_cancel", Integer.class);
		call.cancel(true);
		assertThat(template.inFlightCount()).isZero();
		held.countDown();
	}

	static Stream<Arguments> wrongArguments() {
		return Stream.of(Arguments.of(List.of(1), Map.of(), "needs a value for parameter 'b'"), Arguments.of(List
			.of(1, 2, 3), Map.of(), "takes 2 positional arguments, but 3 were given"), Arguments.of(List.of(1, "2"),
					Map.of(),
					"Parameter 'b' of function 'fa_add' does not fit: expected an integer (int), got the string \"2\""),
				Arguments.of(List.of(1, 2.7), Map.of(),
						"Parameter 'b' of function 'fa_add' does not fit: expected an integer (int), got the float 2.7"),
				Arguments.of(List.of(1, 1L << 40), Map.of(),
						"expected an integer (int), got the integer 1099511627776"),
				Arguments.of(List.of(1), Map.of("c", 2), "has no parameter 'c'; its parameters are [a, b]"),
				Arguments.of(List.of(1), Map.of("a", 2), "got two values for parameter 'a'"));
	}

	@ParameterizedTest
	@MethodSource("wrongArguments")
	void tellsWrongArgumentsInOneSentence(List<?> args, Map<String, ?> kwargs, String sentence) {
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call(RemoteCallRequest.to("fa_add").args(args).kwargs(kwargs), Object.class))
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo(1);
				assertThat((String) ex.getRemoteError()).contains(sentence).contains("fa_add").doesNotContain("\n");
			});
	}

	@Test
	void tellsNullForPrimitive() {
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call("fa_add", Object.class, 1, null))
			.withMessageContaining("Parameter 'b' of function 'fa_add' must not be null");
	}

	@Test
	void tellsWhatHandlerThrowsWithoutStackTrace() {
		assertThat(errorOf("fa_throw", "checked")).isEqualTo("IOException: checked");
		assertThat(errorOf("fa_throw", "future")).isEqualTo("IllegalStateException: future");
		assertThat(errorOf("fa_throw", "failed")).isEqualTo("IllegalArgumentException: failed");
		assertThat(errorOf("fa_throw", "none")).isEqualTo("UnsupportedOperationException");
		assertThat(errorOf("fa_throw", "overflow")).startsWith("StackOverflowError");
		assertThat(errorOf("fa_throw", "hostile")).startsWith("HostileException");
		assertThat(errorOf("fa_throw", "surrogate")).contains("half a surrogate pair");
	}

	@Test
	void tellsStackTraceByProperty() {
		try (ConfigurableApplicationContext other = Applications.start(rabbit,
				"rabibridge.server.include-stack-trace=true")) {
			other.getBean(RemoteCallRegistry.class).register(FunctionKey.async("fa_trace"), (args, kwargs, call) -> {
				throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
			});
			assertThat(errorOf("fa_trace")).startsWith("java.lang.IllegalStateException: outer\n\tat ")
				.contains("Caused by: java.lang.IllegalArgumentException: inner");
		}
	}

	@Test
	void tellsResultThatIsNotSerialisable() {
		assertThat(errorOf("fa_return", "cyclic")).contains("its result cannot be sent").doesNotContain("\n");
		assertThat(errorOf("fa_return", "cyclic list")).contains("its result cannot be sent: ");
		assertThat(errorOf("fa_return", "surrogate")).contains("half a surrogate pair");
		assertThat(errorOf("fa_return", "big")).contains("out of msgpack's range");
		assertThat(errorOf("fa_return", "large")).contains("larger than");
		assertThat(errorOf("fa_return", "throwing")).contains("its result cannot be sent");
		await().untilAsserted(
				() -> assertThat(registry.getContainer("async_fa_return").getCounters().inFlight()).isZero());
	}

	private static String errorOf(String function, Object... args) {
		RemoteExecutionException ex = (RemoteExecutionException) template.tryCall(function, Object.class, args).error();
		assertThat(ex).isNotNull();
		return (String) ex.getRemoteError();
	}

	@Test
	void tellsErrorsThatAreNoExceptionsAndCountsTheCallAsAnswered() {
		assertThat(errorOf("fa_return", "error")).contains("its result cannot be sent: NoClassDefFoundError");
		assertThat(errorOf("fa_throw", "error")).isEqualTo("NoClassDefFoundError: missing");
		await().untilAsserted(
				() -> assertThat(registry.getContainer("async_fa_return").getCounters().inFlight()).isZero());
	}

	@Test
	void continuationsAreCompletedWhenTheResultCannotBeBoundForAnError() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(
					() -> template.callAsync("fa_add", Unloadable.class, 1, 2).orTimeout(20, TimeUnit.SECONDS).join())
			.satisfies((ex) -> assertThat(ex.getCause()).isNotInstanceOf(TimeoutException.class));
		assertThat(template.inFlightCount()).isZero();
	}

	@Test
	void rejectsArgumentsThatCannotBeSent() {
		List<Object> cyclic = new ArrayList<>();
		cyclic.add(cyclic);
		for (Object value : List.of("\ud800", BigInteger.ONE.shiftLeft(64), cyclic, "x".repeat(2_000_000))) {
			assertThatExceptionOfType(RemoteCallException.class)
				.isThrownBy(() -> template.call("fa_add", Object.class, value))
				.withMessageContaining("arguments for remote function 'fa_add'");
		}
		assertThat(template.inFlightCount()).isZero();
	}

	@Test
	void rejectsHeadersThatCannotBeSentAndLivesOn() {
		for (RemoteCallRequest request : List.of(RemoteCallRequest.to("fa_add").header("object", new Object()),
				RemoteCallRequest.to("fa_add").header("long".repeat(100), 1))) {
			assertThatExceptionOfType(RemoteCallException.class)
				.isThrownBy(() -> template.call(request.args(1, 2), Object.class))
				.withMessageContaining("cannot be sent");
		}
		assertThat(template.call("fa_add", Integer.class, 1, 2)).isEqualTo(3);
		assertThat(template.inFlightCount()).isZero();
		assertThat(template.connection().reconnectCount()).isZero();
	}

	@Test
	void waitsAsLongAsTheBrokerCanCount() {
		RemoteCallRequest request = RemoteCallRequest.to("fa_add").args(1, 2).timeout(Duration.ofDays(49));
		assertThat(template.call(request, Integer.class)).isEqualTo(3);
		assertThat(template.callAsync(request, Integer.class).join()).isEqualTo(3);
		assertThat(template.connection().reconnectCount()).isZero();
	}

	@Test
	void dropsCallThatWaitedLongerThanTheQueueAllows() {
		CountDownLatch held = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		RemoteCallOptions options = RemoteCallOptions.defaults()
			.withTimeout(Duration.ofMillis(300))
			.withFetchSize(1)
			.withConcurrency(1);
		RemoteCallContainer container = registry.register(FunctionKey.async("fa_ttl"), options,
				(args, kwargs, call) -> {
					executed.incrementAndGet();
					held.await(30, TimeUnit.SECONDS);
					return 1;
				});
		CompletableFuture<Integer> running = template.callAsync("fa_ttl", Integer.class);
		await().until(() -> executed.get() == 1);
		CompletableFuture<Integer> waiting = template
			.callAsync(RemoteCallRequest.to("fa_ttl").timeout(Duration.ofSeconds(2)), Integer.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(RemoteCallTimeoutException.class);
		held.countDown();
		assertThat(running.join()).isEqualTo(1);
		assertThat(executed).hasValue(1);
		assertThat(container.getCounters().expired()).isZero();
	}

	@Test
	void brokerDropsCallWhoseCallerWaitsNoMore() {
		CountDownLatch held = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		RemoteCallOptions options = RemoteCallOptions.defaults().withFetchSize(1).withConcurrency(1);
		RemoteCallContainer container = registry.register(FunctionKey.async("fa_expire"), options,
				(args, kwargs, call) -> {
					executed.incrementAndGet();
					held.await(30, TimeUnit.SECONDS);
					return 1;
				});
		CompletableFuture<Integer> running = template.callAsync("fa_expire", Integer.class);
		await().until(() -> executed.get() == 1);
		assertThatExceptionOfType(RemoteCallTimeoutException.class).isThrownBy(
				() -> template.call(RemoteCallRequest.to("fa_expire").timeout(Duration.ofMillis(500)), Integer.class));
		await().until(() -> container.queueDepth() == 0);
		held.countDown();
		assertThat(running.join()).isEqualTo(1);
		assertThat(template.call("fa_expire", Integer.class)).isEqualTo(1);
		assertThat(executed).hasValue(2);
		assertThat(container.getCounters().expired()).isZero();
		assertThat(container.getCounters().errors()).isZero();
	}

	@Test
	void doesNotExecuteCallThatWaitedTooLongHere() {
		CountDownLatch held = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		RemoteCallOptions options = RemoteCallOptions.defaults().withFetchSize(10).withConcurrency(1);
		RemoteCallContainer container = registry.register(FunctionKey.async("fa_backlog"), options,
				(args, kwargs, call) -> {
					executed.incrementAndGet();
					held.await(30, TimeUnit.SECONDS);
					return 1;
				});
		CompletableFuture<Integer> running = template.callAsync("fa_backlog", Integer.class);
		await().until(() -> executed.get() == 1);
		long late = template.lateReplyCount();
		CompletableFuture<Integer> waiting = template
			.callAsync(RemoteCallRequest.to("fa_backlog").timeout(Duration.ofMillis(300)), Integer.class);
		await().until(() -> container.getCounters().inFlight() == 2);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(RemoteCallTimeoutException.class);
		held.countDown();
		assertThat(running.join()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(container.getCounters().expired()).isEqualTo(1));
		await().untilAsserted(() -> assertThat(template.lateReplyCount()).isGreaterThan(late));
		assertThat(executed).hasValue(1);
	}

	@Configuration(proxyBeanMethods = false)
	static class Functions {

		@Bean
		Handlers failureHandlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		@RemoteCall("fa_add")
		int add(int a, int b) {
			return a + b;
		}

		@RemoteCall("fa_throw")
		@Nullable Object fail(String how) throws Exception {
			switch (how) {
				case "checked" -> throw new IOException("checked");
				case "future" -> {
					return CompletableFuture.supplyAsync(() -> {
						throw new IllegalStateException("future");
					});
				}
				case "failed" -> {
					return CompletableFuture.failedFuture(new IllegalArgumentException("failed"));
				}
				case "overflow" -> {
					return fail(how);
				}
				case "hostile" -> throw new HostileException();
				case "surrogate" -> throw new IllegalStateException("\ud800");
				case "error" -> throw new NoClassDefFoundError("missing");
				default -> throw new UnsupportedOperationException();
			}
		}

		@RemoteCall("fa_return")
		@Nullable Object give(String what) {
			return switch (what) {
				case "cyclic" -> {
					Node node = new Node();
					node.next = node;
					yield node;
				}
				case "cyclic list" -> {
					List<Object> list = new ArrayList<>();
					list.add(list);
					yield list;
				}
				case "surrogate" -> "\ud800";
				case "big" -> BigInteger.ONE.shiftLeft(64);
				case "large" -> "x".repeat(2_000_000);
				case "error" -> new Broken();
				default -> new Throwing();
			};
		}

	}

	static class Node {

		@JsonProperty
		@Nullable Node next;

	}

	static class Throwing {

		@JsonProperty
		String value() {
			throw new IllegalStateException("no value");
		}

	}

	static class Broken {

		@JsonProperty
		String value() {
			throw new NoClassDefFoundError("missing");
		}

	}

	record Unloadable() {

		@JsonCreator
		static Unloadable of(int value) {
			throw new NoClassDefFoundError("missing " + value);
		}

	}

	static class HostileException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

}
