package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Plugin jars that are added, replaced, removed, and refused, in an application that
 * runs.
 */
@Timeout(120)
class PluginTests {

	private static final String JAR = "a.jar";

	private PluginApplication application;

	@BeforeEach
	void create() throws IOException {
		this.application = new PluginApplication();
	}

	@AfterEach
	void close() throws IOException {
		this.application.close();
	}

	@Test
	void servesComponentsAndAutoConfigurationsOfAJar() throws Exception {
		PluginJars
			.component("com.example.plugin.Greeter",
					"""
							private final String greeting;
							private final Names names;
							@org.springframework.beans.factory.annotation.Value("${pl.times:2}") int times;
							Greeter(String greeting, Names names) { this.greeting = greeting; this.names = names; }
							@RemoteCall(name = "pl_greet", concurrency = "${pl.concurrency}")
							Map<String, Object> greet(String name) {
								return Map.of("text", greeting + " " + names.full(name), "times", times, "loader",
										Thread.currentThread().getContextClassLoader() == getClass().getClassLoader());
							}
							record Point(int x, int y) { }
							@RemoteCall CompletableFuture<Point> pl_turn(Point point) {
								return CompletableFuture.completedFuture(new Point(point.y(), point.x()));
							}
							@RemoteCall Object pl_unsendable() { return new Object() { public Object getIt() { throw new IllegalStateException(); } }; }
							@RemoteCall int pl_client(int n) { return 0; }
							""")
			.source("com.example.plugin.Names", "public class %s { %s }",
					"private final String title; Names(String title) { this.title = title; }"
							+ " String full(String name) { return title + name; }")
			.source("com.example.plugin.NamesAutoConfiguration",
					"@org.springframework.boot.autoconfigure.AutoConfiguration"
							+ "(after = LastAutoConfiguration.class) public class %s { %s }",
					"@org.springframework.context.annotation.Bean Names names"
							+ "(@org.springframework.beans.factory.annotation.Value(\"${pl.title}\") String title)"
							+ " { return new Names(title); }")
			.source("com.example.plugin.LastAutoConfiguration",
					"@org.springframework.boot.autoconfigure.AutoConfiguration public class %s { %s }", "")
			.source("com.example.plugin.Unnamed",
					"@org.springframework.boot.autoconfigure.SpringBootApplication class %s { %s }",
					"@RemoteCall int pl_never() { return 1; }")
			.entry("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports",
					"# what there is\ncom.example.plugin.NamesAutoConfiguration\n"
							+ "com.example.plugin.LastAutoConfiguration # last\n")
			.writeTo(this.application.jar(JAR));
		this.application.start("pl.title=Dr. ", "pl.concurrency=3");
		assertThat(this.application.calls().call("pl_greet", Object.class, "Who"))
			.isEqualTo(Map.of("text", "hello Dr. Who", "times", 2, "loader", true));
		assertThat(this.application.calls().call("pl_turn", Object.class, Map.of("x", 1, "y", 2)))
			.isEqualTo(Map.of("x", 2, "y", 1));
		assertThat(this.application.calls().tryCall("pl_unsendable", Object.class).error())
			.hasMessageContaining("The function was executed, but its result cannot be sent");
		assertThat(this.application.call("pl_own", 7)).isEqualTo(7);
		assertThat(this.application.registry().getContainer("async_pl_greet").describe())
			.satisfies((function) -> assertThat(function.concurrency()).isEqualTo(3))
			.satisfies((function) -> assertThat(function.origin()).contains("Greeter.greet", "of plugin a.jar"));
		assertThat(this.application.registry().getContainer("async_pl_never")).isNull();
		assertThat(this.application.plugin(JAR)).satisfies((plugin) -> {
			assertThat(plugin.functions()).containsExactlyInAnyOrder("async_pl_greet", "async_pl_turn",
					"async_pl_unsendable", "async_pl_client");
			assertThat(plugin.loadedAt()).isNotNull();
			assertThat(plugin.error()).isNull();
		});
		assertThat(this.application.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void loadsSwapsAndUnloadsWhileItRuns() throws Exception {
		this.application.start();
		assertUnknown("pl_life");
		this.application.swap(JAR, PluginJars.function("pl_life", "return n + 1;").toBytes());
		assertThat(this.application.call("pl_life", 1)).isEqualTo(2);
		assertThat(callsCounted("pl_life")).isEqualTo(1);
		this.application.swap(JAR,
				PluginJars.component("com.example.plugin.Functions",
						"@RemoteCall int pl_life(int n) { return n + 2; } @RemoteCall int pl_more(int n) { return n; }")
					.toBytes());
		assertThat(this.application.call("pl_life", 1)).isEqualTo(3);
		assertThat(this.application.call("pl_more", 1)).isEqualTo(1);
		assertThat(callsCounted("pl_life")).isEqualTo(1);
		this.application.swap(JAR, PluginJars.function("pl_more", "return 5;").toBytes());
		assertThat(this.application.call("pl_more", 1)).isEqualTo(5);
		assertUnknown("pl_life");
		Files.delete(this.application.jar(JAR));
		this.application.awaitPlugin(JAR, (plugin) -> plugin == null);
		assertUnknown("pl_more");
		assertThat(this.application.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void jarThatFailsToLoadLeavesTheOldVersionServing() throws Exception {
		PluginJars.function("pl_fail", "return 1;").writeTo(this.application.jar(JAR));
		this.application.start();
		PluginJars
			.component("com.example.plugin.Functions",
					"Functions() { throw new IllegalStateException(\"no such table\"); }"
							+ " @RemoteCall int pl_fail(int n) { return 2; }")
			.writeTo(this.application.jar(JAR));
		assertRefused(JAR, "Plugin a.jar cannot be loaded: IllegalStateException: no such table");
		assertThat(this.application.call("pl_fail", 0)).isEqualTo(1);
		PluginJars.component("com.example.plugin.Functions", "@RemoteCall void pl_fail(Runnable n) { }")
			.writeTo(this.application.jar(JAR));
		assertRefused(JAR, "com.example.plugin.Functions.pl_fail");
		assertThat(this.application.call("pl_fail", 0)).isEqualTo(1);
		this.application.swap(JAR, PluginJars.function("pl_fail", "return 3;").toBytes());
		assertThat(this.application.call("pl_fail", 0)).isEqualTo(3);
		assertThat(this.application.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void jarThatIsNotWholeLeavesTheOldVersionServing() throws Exception {
		byte[] first = PluginJars.function("pl_whole", "return 1;").toBytes();
		byte[] second = PluginJars.function("pl_whole", "return 2;").toBytes();
		PluginJars.replace(this.application.jar(JAR), first);
		this.application.start();
		// Written in place, in two parts, as some programs do.
		Files.write(this.application.jar(JAR), Arrays.copyOf(second, second.length / 2));
		assertRefused(JAR, "Plugin a.jar cannot be read: it is not a whole jar");
		assertThat(this.application.call("pl_whole", 0)).isEqualTo(1);
		byte[] damaged = second.clone();
		damaged[second.length / 3] ^= 0x55;
		Files.write(this.application.jar(JAR), damaged);
		assertRefused(JAR, "Plugin a.jar cannot be read: it is not a whole jar");
		assertThat(this.application.call("pl_whole", 0)).isEqualTo(1);
		Files.write(this.application.jar(JAR), second);
		this.application.awaitPlugin(JAR, (plugin) -> plugin.error() == null);
		assertThat(this.application.call("pl_whole", 0)).isEqualTo(2);
	}

	@Test
	void versionWithOtherQueueArgumentsIsRefused() throws Exception {
		PluginJars.function("queueSize = \"5\"", "pl_queue", "return 1;").writeTo(this.application.jar(JAR));
		this.application.start();
		PluginJars
			.component("com.example.plugin.Functions",
					"@RemoteCall int pl_new(int n) { return n; }"
							+ " @RemoteCall(queueSize = \"6\", timeout = \"3s\") int pl_queue(int n) { return 2; }")
			.writeTo(this.application.jar(JAR));
		assertRefused(JAR, "cannot take over queue 'rpc_async_pl_queue'", "x-max-length=6", "x-max-length=5");
		assertThat(this.application.call("pl_queue", 0)).isEqualTo(1);
		assertUnknown("pl_new");
		this.application.swap(JAR, PluginJars.function("queueSize = \"5\"", "pl_queue", "return 3;").toBytes());
		assertThat(this.application.call("pl_queue", 0)).isEqualTo(3);
	}

	@Test
	void versionWhoseQueueAnotherServerDeclaredOtherwiseIsRefused() throws Exception {
		// The new function's queue is another server's; nothing of the version is served.
		try (PluginApplication other = new PluginApplication()) {
			PluginJars.function("queueSize = \"5\"", "pl_theirs", "return 1;").writeTo(other.jar(JAR));
			other.start();
			PluginJars.function("pl_ours", "return 1;").writeTo(this.application.jar(JAR));
			this.application.start("rabibridge.server.fail-fast=false");
			PluginJars
				.component("com.example.plugin.Functions",
						"@RemoteCall int pl_ours(int n) { return 2; } @RemoteCall int pl_theirs(int n) { return 2; }")
				.writeTo(this.application.jar(JAR));
			assertRefused(JAR, "Queue 'rpc_async_pl_theirs' cannot be declared", "inequivalent arg 'x-max-length'");
			for (int i = 0; i < 10; i++) {
				assertThat(this.application.call("pl_ours", 0)).isEqualTo(1);
				assertThat(this.application.call("pl_theirs", 0)).isEqualTo(1);
			}
		}
	}

	@Test
	void secondPluginWithAFunctionIsRefusedByNameUntilTheFirstIsGone() throws Exception {
		PluginJars.function("pl_twice", "return 1;").writeTo(this.application.jar(JAR));
		this.application.start();
		PluginJars
			.component("com.example.plugin.Functions",
					"@RemoteCall int pl_twice(int n) { return 2; } @RemoteCall int pl_second(int n) { return 2; }")
			.writeTo(this.application.jar("b.jar"));
		assertRefused("b.jar", "function 'pl_twice' of kind async", "of plugin b.jar",
				"is served already by com.example.plugin.Functions.pl_twice", "of plugin a.jar");
		assertThat(this.application.call("pl_twice", 0)).isEqualTo(1);
		assertUnknown("pl_second");
		PluginJars.function("pl_own", "return 1;").writeTo(this.application.jar("c.jar"));
		assertRefused("c.jar", "function 'pl_own' of kind async", "is served already by");
		Files.delete(this.application.jar("c.jar"));
		Files.delete(this.application.jar(JAR));
		this.application.awaitPlugin("b.jar", (plugin) -> plugin.error() == null);
		assertThat(this.application.call("pl_twice", 0)).isEqualTo(2);
		this.application.awaitPlugin("c.jar", (plugin) -> plugin == null);
		assertThat(this.application.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void functionMovesToAnotherPluginThatTheFirstMakesRoomFor() throws Exception {
		byte[] both = PluginJars
			.component("com.example.plugin.Functions",
					"@RemoteCall int pl_stay(int n) { return 1; } @RemoteCall int pl_move(int n) { return 1; }")
			.toBytes();
		PluginJars.replace(this.application.jar("b.jar"), both);
		this.application.start();
		PluginJars.function("pl_move", "return 2;").writeTo(this.application.jar(JAR));
		assertRefused(JAR, "function 'pl_move'");
		this.application.swap("b.jar", PluginJars.function("pl_stay", "return 3;").toBytes());
		this.application.awaitPlugin(JAR, (plugin) -> plugin.error() == null);
		assertThat(this.application.call("pl_move", 0)).isEqualTo(2);
		assertThat(this.application.call("pl_stay", 0)).isEqualTo(3);
	}

	@Test
	void callsInTheOldVersionFinishThere() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		System.getProperties().put("pl.released", released);
		try {
			PluginJars
				.function("pl_slow",
						"((CountDownLatch) System.getProperties().get(\"pl.released\")).await(); return 1;")
				.writeTo(this.application.jar(JAR));
			this.application.start();
			CompletableFuture<Integer> slow = this.application.calls().callAsync("pl_slow", Integer.class, 0);
			await().until(() -> container("async_pl_slow").describe().inFlight() == 1);
			RemoteCallContainer before = container("async_pl_slow");
			PluginJars.function("pl_slow", "return 2;").writeTo(this.application.jar(JAR));
			// The new version answers while the old one is still at it.
			await().until(() -> container("async_pl_slow") != before && before.getState() == ContainerState.STOPPING);
			await().until(() -> this.application.call("pl_slow", 0) == 2);
			assertThat(slow).isNotDone();
			released.countDown();
			assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(1);
		}
		finally {
			System.getProperties().remove("pl.released");
		}
	}

	@Test
	void functionThatIsPausedOrStoppedStaysSo() throws Exception {
		String members = "@RemoteCall int pl_paused(int n) { return %1$d; } @RemoteCall int pl_stopped(int n) { return %1$d; }";
		PluginJars.component("com.example.plugin.Functions", members.formatted(1)).writeTo(this.application.jar(JAR));
		this.application.start();
		container("async_pl_paused").pause();
		container("async_pl_stopped").stop();
		this.application.swap(JAR,
				PluginJars.component("com.example.plugin.Functions", members.formatted(2)).toBytes());
		assertThat(container("async_pl_paused").getState()).isEqualTo(ContainerState.PAUSED);
		assertThat(container("async_pl_stopped").getState()).isEqualTo(ContainerState.STOPPED);
		container("async_pl_paused").resume();
		container("async_pl_stopped").start();
		assertThat(this.application.call("pl_paused", 0)).isEqualTo(2);
		assertThat(this.application.call("pl_stopped", 0)).isEqualTo(2);
	}

	@Test
	void pluginsEndWithTheApplicationAndComeBackWithIt() throws Exception {
		PluginJars.component("com.example.plugin.Functions", """
				static class Ended implements org.springframework.beans.factory.DisposableBean {
					public void destroy() { ((CountDownLatch) System.getProperties().get("pl.ended")).countDown(); }
				}
				@org.springframework.context.annotation.Bean Ended ended() { return new Ended(); }
				@RemoteCall int pl_again(int n) { return n; }
				""").writeTo(this.application.jar(JAR));
		CountDownLatch ended = new CountDownLatch(1);
		System.getProperties().put("pl.ended", ended);
		try {
			this.application.start();
			this.application.context().stop();
			assertThat(ended.getCount()).isZero();
			assertThat(this.application.plugin(JAR)).isNull();
			this.application.context().start();
			assertThat(this.application.call("pl_again", 3)).isEqualTo(3);
		}
		finally {
			System.getProperties().remove("pl.ended");
		}
	}

	@Test
	void directoryThatIsGoneChangesNothingAndIsTold() throws Exception {
		PluginJars.function("pl_gone", "return n;").writeTo(this.application.jar(JAR));
		this.application.start();
		this.application.removeDirectory();
		await().until(() -> this.application.health().getDetails().containsKey("pluginDirectory"));
		assertThat(this.application.call("pl_gone", 3)).isEqualTo(3);
	}

	private void assertRefused(String jar, String... reasons) {
		this.application.awaitPlugin(jar, (plugin) -> plugin != null && plugin.error() != null
				&& Arrays.stream(reasons).allMatch(plugin.error()::contains));
		RemoteCallPlugin plugin = this.application.plugin(jar);
		assertThat(plugin.loadedAt() != null).isEqualTo(!plugin.functions().isEmpty());
		assertThat(this.application.health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(this.application.health().getDetails().get("pluginsNotLoaded")).asString()
			.contains(jar)
			.contains(reasons);
	}

	private void assertUnknown(String function) {
		assertThatExceptionOfType(UnknownRemoteCallException.class)
			.isThrownBy(() -> this.application.call(function, 0));
		assertThat(this.application.registry().unregister(FunctionKey.async(function))).isFalse();
	}

	private RemoteCallContainer container(String id) {
		return this.application.registry().getContainer(id);
	}

	private double callsCounted(String function) {
		await().until(() -> container("async_" + function).getCounters().calls() > 0);
		return this.application.context()
			.getBean(MeterRegistry.class)
			.get("rabibridge.server.calls")
			.tag("function", function)
			.functionCounter()
			.count();
	}

}
