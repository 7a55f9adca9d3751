package io.github.polywire.rabibridge.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;
import io.github.polywire.rabibridge.plugin.PluginSettings;
import io.github.polywire.rabibridge.wire.ValueConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is a manager of plugins, and how it is set up.
 */
class RabiBridgePluginsAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class,
				RabiBridgePluginsAutoConfiguration.class))
		.withPropertyValues("rabibridge.server.auto-startup=false");

	@Test
	void backsOffWithoutADirectory() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PluginManager.class));
	}

	@Test
	void backsOffWhenTheStarterIsOff() {
		this.runner.withPropertyValues("rabibridge.enabled=false", "rabibridge.plugins.directory=" + this.directory)
			.run((context) -> assertThat(context).doesNotHaveBean(PluginManager.class));
	}

	@Test
	void backsOffForTheApplicationsOwn() {
		this.runner.withPropertyValues("rabibridge.plugins.directory=" + this.directory)
			.withUserConfiguration(OwnManager.class)
			.run((context) -> assertThat(context).getBean(PluginManager.class).isSameAs(context.getBean("ownManager")));
	}

	@Test
	void doesNotFollowChangesUnlessTold() {
		assertSettings(new PluginSettings(this.directory, false, Duration.ofSeconds(1), Duration.ofMillis(400)),
				"rabibridge.plugins.directory=" + this.directory);
	}

	@Test
	void takesItsProperties() {
		assertSettings(new PluginSettings(this.directory, true, Duration.ofSeconds(5), Duration.ofSeconds(2)),
				"rabibridge.plugins.directory=" + this.directory, "rabibridge.plugins.reload=true",
				"rabibridge.plugins.poll-interval=5s", "rabibridge.plugins.quiet-period=2s");
	}

	private void assertSettings(PluginSettings expected, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			PluginManager manager = context.getBean(PluginManager.class);
			assertThat(ReflectionTestUtils.getField(manager, "settings")).isEqualTo(expected);
			assertThat(manager.isRunning()).isTrue();
			assertThat(manager.getPlugins()).isEqualTo(List.of());
			context.close();
			assertThat(manager.isRunning()).isFalse();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		PluginManager ownManager(RemoteCallRegistry registry, ConfigurableApplicationContext context) {
			return new PluginManager(
					new PluginSettings(Path.of("."), false, Duration.ofSeconds(1), Duration.ofSeconds(1)), registry,
					context.getBean("rabiBridgeServerValueConverter", ValueConverter.class), context);
		}

	}

}
