package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.autoconfigure.RemoteCallsEndpoint;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;

/**
 * An application with a directory of plugins.
 */
final class PluginApplication implements AutoCloseable {

	private final Path directory;

	private ConfigurableApplicationContext context;

	PluginApplication() throws IOException {
		this.directory = Files.createTempDirectory("plugins");
	}

	PluginApplication start(String... properties) {
		return start(LocalRabbit.shared(), properties);
	}

	PluginApplication start(LocalRabbit rabbit, String... properties) {
		List<String> args = new ArrayList<>(List.of("--spring.rabbitmq.addresses=" + rabbit.address(),
				"--rabibridge.client.timeout=20s", "--spring.rabbitmq.username=" + rabbit.username(),
				"--spring.rabbitmq.password=" + rabbit.password(), "--rabibridge.plugins.directory=" + this.directory,
				"--rabibridge.plugins.reload=true", "--rabibridge.plugins.poll-interval=20ms",
				"--rabibridge.plugins.quiet-period=50ms", "--management.endpoints.jmx.exposure.include=*",
				"--spring.jmx.enabled=false", "--management.endpoints.web.exposure.include=*"));
		for (String property : properties) {
			args.add("--" + property);
		}
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.run(args.toArray(String[]::new));
		return this;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	Path jar(String name) {
		return this.directory.resolve(name);
	}

	RemoteCallOperations calls() {
		return this.context.getBean(RemoteCallOperations.class);
	}

	RemoteCallRegistry registry() {
		return this.context.getBean(RemoteCallRegistry.class);
	}

	int call(String function, int argument) {
		return this.calls().call(function, Integer.class, argument);
	}

	Health health() {
		return this.context.getBeansOfType(HealthIndicator.class).get("rabibridgeHealthIndicator").health(true);
	}

	RemoteCallPlugin plugin(String name) {
		return this.context.getBean(RemoteCallsEndpoint.class)
			.remoteCalls()
			.plugins()
			.stream()
			.filter((plugin) -> plugin.file().equals(name))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Waits until the application tells something of a plugin.
	 */
	void awaitPlugin(String name, Predicate<RemoteCallPlugin> condition) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> condition.test(plugin(name)));
	}

	/**
	 * Replaces a jar and waits until it is served.
	 */
	void swap(String name, byte[] content) throws IOException {
		RemoteCallPlugin before = plugin(name);
		PluginJars.replace(jar(name), content);
		awaitPlugin(name, (plugin) -> plugin != null && plugin.error() == null && plugin.loadedAt() != null
				&& (before == null || !plugin.loadedAt().equals(before.loadedAt())));
	}

	void removeDirectory() throws IOException {
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Override
	public void close() throws IOException {
		try {
			if (this.context != null) {
				this.context.close();
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(this.directory);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		String greeting() {
			return "hello";
		}

		@RemoteCall
		int pl_own(int n) {
			return n;
		}

	}

}
