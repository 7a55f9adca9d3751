package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many reloads under load: no call is lost, and nothing is left of the versions that
 * were.
 */
@Timeout(180)
class PluginReloadTests {

	private static final int RELOADS = 50;

	private static final int CALLERS = 16;

	@Test
	void fiftyReloadsLoseNoCallAndLeaveNothing() throws Exception {
		byte[][] versions = { version(1), version(2) };
		try (PluginApplication application = new PluginApplication()) {
			PluginJars.replace(application.jar("a.jar"), versions[0]);
			// Hibernate Validator keeps what it knows of classes until memory is short.
			application.start("spring.autoconfigure.exclude="
					+ "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration");
			List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
			try (Load load = new Load(application)) {
				reload(application, versions, RELOADS / 5, loaders);
				awaitCollected(loaders);
				long openBefore = openJars();
				long metaspaceBefore = metaspace();
				reload(application, versions, RELOADS - RELOADS / 5, loaders);
				int answered = load.stop();
				assertThat(load.failures).isEmpty();
				assertThat(answered).isGreaterThan(RELOADS * CALLERS);
				assertThat(loaders).hasSize(RELOADS);
				awaitCollected(loaders);
				assertThat(openJars()).isEqualTo(openBefore).isEqualTo(1);
				assertThat(metaspace() - metaspaceBefore).as("metaspace").isLessThan(2 * 1024 * 1024);
			}
		}
	}

	private static void reload(PluginApplication application, byte[][] versions, int times,
			List<WeakReference<ClassLoader>> loaders) throws IOException {
		for (int i = 0; i < times; i++) {
			loaders.add(loader(application));
			int version = loaders.size() % 2;
			application.swap("a.jar", versions[version]);
			assertThat(application.calls().call("pl_load", Answer.class, 0, new Point(1)).version())
				.isEqualTo(version + 1);
		}
	}

	private static byte[] version(int version) throws IOException {
		return PluginJars.component("com.example.plugin.Functions", """
				public record Point(int x) { }
				public record Result(int n, int version, List<Point> points) { }
				public static class TooLarge extends RuntimeException { TooLarge(String text) { super(text); } }
				@RemoteCall Result pl_load(int n, Point point) {
					return new Result(n, VERSION, List.of(point));
				}
				@RemoteCall void pl_throw(int n) { throw new TooLarge("n = " + n); }
				""".replace("VERSION", String.valueOf(version))).toBytes();
	}

	private static WeakReference<ClassLoader> loader(PluginApplication application) {
		PluginManager manager = application.context().getBean(PluginManager.class);
		Map<?, ?> plugins = (Map<?, ?>) ReflectionTestUtils.getField(manager, "plugins");
		return new WeakReference<>(((Plugin) plugins.get("a.jar")).classLoader());
	}

	private static void awaitCollected(List<WeakReference<ClassLoader>> loaders) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			System.gc();
			assertThat(loaders).allMatch((loader) -> loader.get() == null);
		});
	}

	private static long metaspace() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getName().contains("Metaspace") || pool.getName().contains("Class Space"))
			.mapToLong((pool) -> pool.getUsage().getUsed())
			.sum();
	}

	/**
	 * How many copies of plugins this JVM has open.
	 */
	private static long openJars() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((descriptor) -> {
				try {
					return Files.readSymbolicLink(descriptor).toString().contains("rabibridge-plugins-");
				}
				catch (IOException ex) {
					return false;
				}
			}).count();
		}
	}

	record Point(int x) {

	}

	record Answer(int n, int version, List<Point> points) {

	}

	/**
	 * Callers that call without pause, each with one call in flight.
	 */
	private static final class Load implements AutoCloseable {

		private final PluginApplication application;

		private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

		private final AtomicInteger answered = new AtomicInteger();

		private final List<CompletableFuture<Void>> callers = new ArrayList<>();

		private volatile boolean stopping;

		private Load(PluginApplication application) {
			this.application = application;
			for (int i = 0; i < CALLERS; i++) {
				this.callers.add(CompletableFuture.runAsync(this::call, (task) -> {
					Thread thread = new Thread(task, "load");
					thread.setDaemon(true);
					thread.start();
				}));
			}
		}

		private void call() {
			while (!this.stopping) {
				int number = this.answered.incrementAndGet();
				try {
					Answer answer = this.application.calls().call("pl_load", Answer.class, number, new Point(number));
					assertThat(answer.n()).isEqualTo(number);
					assertThat(answer.points()).containsExactly(new Point(number));
					if (number % 50 == 0) {
						assertThat(this.application.calls().tryCall("pl_throw", Void.class, number).error())
							.hasMessageContaining("TooLarge: n = " + number);
					}
				}
				catch (Throwable ex) {
					this.failures.add(ex);
					this.stopping = true;
				}
			}
		}

		private int stop() throws Exception {
			this.stopping = true;
			CompletableFuture.allOf(this.callers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
			return this.answered.get();
		}

		@Override
		public void close() throws Exception {
			stop();
		}

	}

}
