package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;

import io.github.polywire.rabibridge.RemoteCallPluginException;
import io.github.polywire.rabibridge.listener.ParameterValidator;
import io.github.polywire.rabibridge.listener.RemoteCallAnnotationBeanPostProcessor;
import io.github.polywire.rabibridge.listener.RemoteCallGroup;
import io.github.polywire.rabibridge.wire.ValueConverter;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * Loads plugins: a class loader below the application's, and in it a context below the
 * application's, with the components of the jar and the auto-configurations that it
 * names. What the application keeps for long, such as caches, gets none of the plugin's
 * classes.
 */
final class PluginLoader {

	private final ConfigurableApplicationContext application;

	private final ValueConverter converter;

	PluginLoader(ConfigurableApplicationContext application, ValueConverter converter) {
		this.application = application;
		this.converter = converter;
	}

	/**
	 * Loads a plugin. Its functions are not served yet.
	 * @param name the name of the jar
	 * @param source the jar
	 * @param copy where a copy of it goes
	 * @return the plugin
	 * @throws RemoteCallPluginException if the jar is not whole, or its beans cannot be
	 * made
	 */
	Plugin load(String name, Path source, Path copy) {
		try {
			return load(name, PluginJar.copy(source, copy));
		}
		catch (IOException | SecurityException ex) {
			throw new RemoteCallPluginException(
					"Plugin %s cannot be read: it is not a whole jar (%s)".formatted(name, describe(ex)), ex);
		}
	}

	private Plugin load(String name, PluginJar jar) throws IOException {
		URLClassLoader classLoader = new URLClassLoader("plugin " + name, new URL[] { jar.url() },
				this.application.getClassLoader());
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		RemoteCallGroup group = new RemoteCallGroup("plugin " + name, classLoader, this.converter.isolated());
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(classLoader);
		try {
			prepare(context, classLoader, jar, group);
			context.setId("plugin " + name);
			context.refresh();
			return new Plugin(name, jar, classLoader, context, group, Instant.now());
		}
		catch (RuntimeException | LinkageError ex) {
			context.close();
			Plugin.release(classLoader, jar);
			throw new RemoteCallPluginException("Plugin %s cannot be loaded: %s".formatted(name, describe(ex)), ex);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private void prepare(AnnotationConfigApplicationContext context, ClassLoader classLoader, PluginJar jar,
			RemoteCallGroup group) {
		context.setClassLoader(classLoader);
		context.setEnvironment(new PluginEnvironment());
		context.setParent(this.application);
		ConfigurationPropertySources.attach(context.getEnvironment());
		// The application's keeps the types that it converted.
		context.getBeanFactory().setConversionService(new ApplicationConversionService());
		context.getBeanFactory()
			.registerSingleton(PluginAutoConfigurations.NAMES,
					new PluginAutoConfigurations.Names(jar.autoConfigurations()));
		context.registerBean(PropertySourcesPlaceholderConfigurer.class);
		context.registerBean(RemoteCallAnnotationBeanPostProcessor.class,
				() -> new RemoteCallAnnotationBeanPostProcessor(context.getDefaultListableBeanFactory(), group,
						context.getBeanProvider(ParameterValidator.class)));
		context.register(PluginConfiguration.class);
		scan(context, classLoader, jar);
	}

	private static void scan(AnnotationConfigApplicationContext context, ClassLoader classLoader, PluginJar jar) {
		Set<String> autoConfigurations = Set.copyOf(jar.autoConfigurations());
		ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(context, true,
				context.getEnvironment(), new JarClasses(jar.classFiles(), classLoader));
		scanner.addExcludeFilter(
				(metadata, factory) -> autoConfigurations.contains(metadata.getClassMetadata().getClassName()));
		// Of an application that a jar may also be.
		scanner.addExcludeFilter(new AnnotationTypeFilter(EnableAutoConfiguration.class));
		scanner.scan("");
	}

	private static String describe(Throwable failure) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
		return cause.getClass().getSimpleName() + ((cause.getMessage() != null) ? ": " + cause.getMessage() : "");
	}

	/**
	 * What every plugin's context has.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties
	@Import(PluginAutoConfigurations.class)
	static class PluginConfiguration {

	}

	/**
	 * Takes its properties from the application's environment, in that order, and keeps
	 * what the plugin adds.
	 */
	private static final class PluginEnvironment extends StandardEnvironment {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// The application's come when the parent is set.
		}

	}

}
