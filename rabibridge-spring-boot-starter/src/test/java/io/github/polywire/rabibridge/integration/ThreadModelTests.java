package io.github.polywire.rabibridge.integration;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallResult;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How handlers and continuations share threads.
 */
class ThreadModelTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static RemoteCallTemplate template;

	private static RemoteCallRegistry registry;

	@BeforeAll
	static void start() {
		application = Applications.start(rabbit);
		template = application.getBean(RemoteCallTemplate.class);
		registry = application.getBean(RemoteCallRegistry.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void runsFiveHundredHandlersSideBySide() {
		assertThat(runFiveHundred(registry, template, "tm_500")).doesNotContain("virtual");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void runsFiveHundredHandlersOnVirtualThreads() {
		try (ConfigurableApplicationContext virtual = Applications.start(rabbit,
				"spring.threads.virtual.enabled=true")) {
			assertThat(runFiveHundred(virtual.getBean(RemoteCallRegistry.class),
					virtual.getBean(RemoteCallTemplate.class), "tm_500_virtual"))
				.containsOnly("virtual");
		}
	}

	private static List<String> runFiveHundred(RemoteCallRegistry registry, RemoteCallTemplate template, String name) {
		CountDownLatch all = new CountDownLatch(500);
		registry.register(FunctionKey.async(name), RemoteCallOptions.defaults().withConcurrency(500),
				(args, kwargs, call) -> {
					all.countDown();
					return all.await(60, TimeUnit.SECONDS) ? kindOfThread() : "alone";
				});
		List<CompletableFuture<String>> calls = IntStream.range(0, 500)
			.mapToObj((i) -> template.callAsync(name, String.class))
			.toList();
		List<String> kinds = calls.stream().map(CompletableFuture::join).distinct().toList();
		assertThat(kinds).doesNotContain("alone");
		return kinds;
	}

	private static String kindOfThread() throws Exception {
		try {
			Method isVirtual = Thread.class.getMethod("isVirtual");
			return ((Boolean) isVirtual.invoke(Thread.currentThread())) ? "virtual" : "platform";
		}
		catch (NoSuchMethodException ex) {
			return "platform";
		}
	}

	@Test
	void keepsToTheConcurrency() {
		AtomicInteger running = new AtomicInteger();
		Queue<Integer> seen = new ConcurrentLinkedQueue<>();
		Queue<CompletableFuture<Integer>> results = new ConcurrentLinkedQueue<>();
		registry.register(FunctionKey.async("tm_bound"), RemoteCallOptions.defaults().withConcurrency(3),
				(args, kwargs, call) -> {
					seen.add(running.incrementAndGet());
					CompletableFuture<Integer> result = new CompletableFuture<>();
					results.add(result);
					return result;
				});
		List<CompletableFuture<Integer>> calls = IntStream.range(0, 50)
			.mapToObj((i) -> template.callAsync("tm_bound", Integer.class))
			.toList();
		for (int i = 0; i < 50; i++) {
			await().until(() -> !results.isEmpty());
			running.decrementAndGet();
			results.poll().complete(i);
		}
		calls.forEach(CompletableFuture::join);
		assertThat(seen).hasSize(50).allMatch((count) -> count <= 3);
		assertThat(running).hasValue(0);
	}

	@Test
	void slowFunctionDelaysNoOther() {
		CountDownLatch held = new CountDownLatch(1);
		registry.register(FunctionKey.async("tm_slow"), RemoteCallOptions.defaults().withConcurrency(2),
				(args, kwargs, call) -> held.await(60, TimeUnit.SECONDS));
		registry.register(FunctionKey.async("tm_fast"), (args, kwargs, call) -> args.get(0));
		List<CompletableFuture<Boolean>> slow = IntStream.range(0, 100)
			.mapToObj((i) -> template.callAsync("tm_slow", Boolean.class))
			.toList();
		for (int i = 0; i < 200; i++) {
			assertThat(template.call("tm_fast", Integer.class, i)).isEqualTo(i);
		}
		assertThat(slow).noneMatch(CompletableFuture::isDone);
		held.countDown();
		assertThat(slow).allMatch(CompletableFuture::join);
	}

	@Test
	void continuationsMayBlockInOtherCalls() {
		registry.register(FunctionKey.async("tm_inc"), (args, kwargs, call) -> (Integer) args.get(0) + 1);
		List<CompletableFuture<Integer>> blocking = IntStream.range(0, 100)
			.mapToObj((i) -> template.callAsync("tm_inc", Integer.class, i)
				.thenApply((value) -> template.call("tm_inc", Integer.class, value)))
			.toList();
		List<CompletableFuture<Integer>> joining = IntStream.range(0, 100)
			.mapToObj((i) -> template.callAsync("tm_inc", Integer.class, i)
				.thenApply((value) -> template.callAsync("tm_inc", Integer.class, value).join()))
			.toList();
		for (int i = 0; i < 100; i++) {
			assertThat(blocking.get(i).orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(i + 2);
			assertThat(joining.get(i).orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(i + 2);
		}
	}

	@Test
	void manyContinuationsMayWaitForOneCall() {
		CountDownLatch held = new CountDownLatch(1);
		AtomicInteger waiting = new AtomicInteger();
		registry.register(FunctionKey.async("tm_quick"), (args, kwargs, call) -> args.get(0));
		registry.register(FunctionKey.async("tm_last"), (args, kwargs, call) -> held.await(60, TimeUnit.SECONDS));
		CompletableFuture<Boolean> last = template.callAsync("tm_last", Boolean.class);
		List<CompletableFuture<Boolean>> calls = IntStream.range(0, 600)
			.mapToObj((i) -> template.callAsync("tm_quick", Integer.class, i).thenApply((value) -> {
				waiting.incrementAndGet();
				return last.join();
			}))
			.toList();
		await().atMost(Duration.ofSeconds(30)).until(() -> waiting.get() == 600);
		held.countDown();
		assertThat(calls).allMatch(CompletableFuture::join);
	}

	@Test
	void functionMayBeNamedAsIfItStopped() {
		registry.register(FunctionKey.async("tm_name"), (args, kwargs, call) -> 1);
		registry.register(FunctionKey.async("tm_name.stopping"), (args, kwargs, call) -> 2);
		registry.unregister(FunctionKey.async("tm_name"));
		assertThat(template.call("tm_name.stopping", Integer.class)).isEqualTo(2);
		registry.unregister(FunctionKey.async("tm_name.stopping"));
	}

	@Test
	void functionRegisteredWhileTheApplicationStartsIsServed() {
		try (ConfigurableApplicationContext starting = Applications.start(EarlyFunctions.class, rabbit)) {
			await().until(() -> template.tryCall("tm_early", Integer.class).success());
			assertThat(starting.getBean(RemoteCallRegistry.class).getContainers()).hasSize(2);
		}
	}

	@Test
	void functionRegisteredAfterTheStopIsNotServed() {
		ConfigurableApplicationContext other = Applications.start(rabbit);
		RemoteCallRegistry stopped = other.getBean(RemoteCallRegistry.class);
		stopped.stop();
		RemoteCallContainer container = stopped.register(FunctionKey.async("tm_after"), (args, kwargs, call) -> 1);
		assertThat(container.getState()).isEqualTo(ContainerState.STOPPED);
		stopped.start();
		assertThat(template.call("tm_after", Integer.class)).isEqualTo(1);
		other.close();
	}

	@Test
	void interruptedPauseServesOn() {
		RemoteCallContainer container = registry.register(FunctionKey.async("tm_interrupted"),
				(args, kwargs, call) -> 1);
		Thread.currentThread().interrupt();
		container.pause();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(container.getState()).isEqualTo(ContainerState.RUNNING);
		await().until(() -> template.tryCall("tm_interrupted", Integer.class).success());
		container.pause();
		assertThat(container.getState()).isEqualTo(ContainerState.PAUSED);
	}

	@Test
	void handlersMayCallOtherFunctionsAndThemselves() {
		registry.register(FunctionKey.async("tm_down"), RemoteCallOptions.defaults().withConcurrency(20),
				(args, kwargs, call) -> {
					int n = (Integer) args.get(0);
					return (n == 0) ? 0 : 1 + template.call("tm_down", Integer.class, n - 1);
				});
		assertThat(template.call("tm_down", Integer.class, 15)).isEqualTo(15);
	}

	@Test
	void isUsableFromManyThreads() throws Exception {
		registry.register(FunctionKey.async("tm_many"), (args, kwargs, call) -> args.get(0));
		ExecutorService threads = Executors.newFixedThreadPool(64);
		try {
			List<Future<Boolean>> done = new ArrayList<>();
			for (int t = 0; t < 64; t++) {
				int start = t * 1000;
				done.add(threads.submit(() -> IntStream.range(start, start + 100)
					.allMatch((i) -> template.call("tm_many", Integer.class, i) == i)));
			}
			for (Future<Boolean> future : done) {
				assertThat(future.get(60, TimeUnit.SECONDS)).isTrue();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(template.inFlightCount()).isZero();
	}

	@Test
	void twoServersCompete() {
		registry.register(FunctionKey.async("tm_compete"), (args, kwargs, call) -> "one");
		try (ConfigurableApplicationContext other = Applications.start(rabbit)) {
			other.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async("tm_compete"), (args, kwargs, call) -> "two");
			List<String> answers = IntStream.range(0, 200)
				.mapToObj((i) -> template.callAsync("tm_compete", String.class))
				.toList()
				.stream()
				.map(CompletableFuture::join)
				.toList();
			assertThat(answers).contains("one", "two");
		}
		assertThat(template.call("tm_compete", String.class)).isEqualTo("one");
	}

	@Test
	void registersAndUnregistersWhileCallsGoOn() throws Exception {
		registry.register(FunctionKey.async("tm_steady"), (args, kwargs, call) -> args.get(0));
		AtomicBoolean end = new AtomicBoolean();
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<Integer> steady = thread.submit(() -> {
				int calls = 0;
				while (!end.get()) {
					assertThat(template.call("tm_steady", Integer.class, calls)).isEqualTo(calls);
					calls++;
				}
				return calls;
			});
			for (int i = 0; i < 20; i++) {
				String name = "tm_passing_" + (i % 2);
				registry.register(FunctionKey.async(name), (args, kwargs, call) -> name);
				assertThat(template.call(name, String.class)).isEqualTo(name);
				assertThat(registry.unregister(FunctionKey.async(name))).isTrue();
				assertThat(template.tryCall(name, String.class).error()).isInstanceOf(UnknownRemoteCallException.class);
			}
			end.set(true);
			assertThat(steady.get(30, TimeUnit.SECONDS)).isPositive();
		}
		finally {
			thread.shutdownNow();
		}
	}

	@Test
	void stopsStartsPausesAndResumesById() {
		RemoteCallContainer container = registry.register(FunctionKey.async("tm_control"),
				RemoteCallOptions.defaults().withId("tm-control"), (args, kwargs, call) -> 1);
		assertThat(registry.getContainer("tm-control")).isSameAs(container);
		for (int round = 0; round < 3; round++) {
			assertThat(template.call("tm_control", Integer.class)).isEqualTo(1);
			container.pause();
			assertThat(container.getState()).isEqualTo(ContainerState.PAUSED);
			assertThat(template.tryCall("tm_control", Integer.class).error())
				.isInstanceOf(UnknownRemoteCallException.class);
			container.resume();
			assertThat(template.call("tm_control", Integer.class)).isEqualTo(1);
			container.stop();
			assertThat(container.getState()).isEqualTo(ContainerState.STOPPED);
			assertThat(template.tryCall("tm_control", Integer.class).success()).isFalse();
			container.start();
		}
		container.pause();
		container.stop();
		container.start();
		assertThat(template.call("tm_control", Integer.class)).isEqualTo(1);
	}

	@Test
	void answersWhatItTookBeforeItPauses() {
		CountDownLatch held = new CountDownLatch(1);
		RemoteCallContainer container = registry.register(FunctionKey.async("tm_taken"), (args, kwargs, call) -> {
			held.await(30, TimeUnit.SECONDS);
			return args.get(0);
		});
		List<CompletableFuture<Integer>> calls = IntStream.range(0, 10)
			.mapToObj((i) -> template.callAsync("tm_taken", Integer.class, i))
			.toList();
		await().until(() -> container.getCounters().inFlight() == 10);
		container.pause();
		held.countDown();
		for (int i = 0; i < 10; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i);
		}
		container.resume();
		assertThat(template.call("tm_taken", Integer.class, 1)).isEqualTo(1);
	}

	@Test
	void convertsLikePydanticIfTold() {
		try (ConfigurableApplicationContext lenient = Applications.start(LenientFunctions.class, rabbit,
				"rabibridge.server.lenient=true")) {
			assertThat(template.call("tm_lenient", String.class, "1", 2.0, "yes")).isEqualTo("1 2 true");
			RemoteCallResult<String> refused = template.tryCall("tm_lenient", String.class, "1.5", 2, "yes");
			assertThat(refused.code()).isEqualTo(1);
		}
	}

	@Test
	void speaksJsonWithForeignPeers() throws Exception {
		try (ConfigurableApplicationContext json = Applications.start(rabbit, "rabibridge.serializer=json");
				ForeignClient client = new ForeignClient(rabbit);
				ForeignServer server = new ForeignServer(rabbit)) {
			json.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async("tm_json"), (args, kwargs, call) -> List.of(args, kwargs));
			RemoteCallTemplate caller = json.getBean(RemoteCallTemplate.class);
			assertThat(caller.call("tm_json", Object.class, "ä", null, 2.5)).hasToString("[[ä, null, 2.5], {}]");
			ForeignReply reply = client.send("async_tm_json", "[[1, \"\\u00e4\"], {\"k\": null}]".getBytes()).join();
			assertThat(new String(reply.body())).isEqualTo("[0, [[1, \"\\u00e4\"], {\"k\": null}]]");
			server.serveRaw("async_tm_json_foreign", Map.of(), null, (request) -> {
				request.reply(("[0, \"" + new String(request.body()).replace("\"", "'") + "\"]").getBytes());
				request.acknowledge();
			});
			assertThat(caller.call("tm_json_foreign", String.class, 1, true)).isEqualTo("[[1, true], {}]");
			RemoteCallResult<Object> bytes = caller.tryCall("tm_json", Object.class, new byte[1]);
			assertThat(bytes.error()).hasMessageContaining("Bytes have no form in JSON");
		}
	}

	@Test
	void completesCallsOfAnApplicationThatStops() {
		registry.register(FunctionKey.async("tm_bye"), (args, kwargs, call) -> args.get(0));
		List<CompletableFuture<Integer>> calls;
		try (ConfigurableApplicationContext other = Applications.start(rabbit)) {
			RemoteCallTemplate caller = other.getBean(RemoteCallTemplate.class);
			calls = IntStream.range(0, 500).mapToObj((i) -> caller.callAsync("tm_bye", Integer.class, i)).toList();
		}
		for (int i = 0; i < 500; i++) {
			assertThat(calls.get(i).orTimeout(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS).join())
				.isEqualTo(i);
		}
	}

	/**
	 * Registers a function in the same phase in which the registry starts.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EarlyFunctions {

		@Bean
		EarlyHandlers earlyHandlers() {
			return new EarlyHandlers();
		}

		@Bean
		SmartInitializingSingleton earlyRegistration(RemoteCallRegistry registry) {
			return () -> new Thread(() -> registry.register(FunctionKey.async("tm_early"), (args, kwargs, call) -> 1))
				.start();
		}

	}

	static class EarlyHandlers {

		@RemoteCall("tm_annotated")
		int one() {
			return 1;
		}

	}

	static class LenientHandlers {

		@RemoteCall("tm_lenient")
		String lenient(int a, int b, boolean c) {
			return a + " " + b + " " + c;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LenientFunctions {

		@Bean
		LenientHandlers lenientHandlers() {
			return new LenientHandlers();
		}

	}

}
