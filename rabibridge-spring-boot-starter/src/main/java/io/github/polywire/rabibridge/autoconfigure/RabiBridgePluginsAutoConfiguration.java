package io.github.polywire.rabibridge.autoconfigure;

import java.nio.file.Path;

import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.plugin.PluginManager;
import io.github.polywire.rabibridge.plugin.PluginSettings;
import io.github.polywire.rabibridge.wire.ValueConverter;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NativeDetector;

/**
 * Auto-configuration of plugin jars.
 */
@AutoConfiguration(after = RabiBridgeAutoConfiguration.class)
@ConditionalOnBean(RemoteCallRegistry.class)
@ConditionalOnProperty("rabibridge.plugins.directory")
public final class RabiBridgePluginsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	PluginManager rabiBridgePluginManager(RabiBridgeProperties properties, RemoteCallRegistry registry,
			@Qualifier("rabiBridgeServerValueConverter") ValueConverter converter,
			ConfigurableApplicationContext application) {
		RabiBridgeProperties.Plugins plugins = properties.getPlugins();
		String directory = String.valueOf(plugins.getDirectory());
		if (NativeDetector.inNativeImage()) {
			throw new InvalidConfigurationPropertyValueException("rabibridge.plugins.directory", directory,
					"A native image cannot load classes; plugins need the JVM");
		}
		PluginSettings settings = new PluginSettings(Path.of(directory), plugins.isReload(), plugins.getPollInterval(),
				plugins.getQuietPeriod());
		return new PluginManager(settings, registry, converter, application);
	}

}
