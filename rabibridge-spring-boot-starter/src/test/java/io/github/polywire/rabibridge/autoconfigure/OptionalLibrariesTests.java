package io.github.polywire.rabibridge.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.client.EnableRemoteCallClients;
import org.junit.jupiter.api.Test;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The starter works without each of the libraries that are optional: applications start
 * in class loaders that do not have their jars.
 */
class OptionalLibrariesTests {

	@Test
	void worksWithoutActuator() throws Exception {
		assertThat(beansWithout("spring-boot-actuator")).contains("rabiBridgeMetrics", "rabibridgeHealthIndicator")
			.doesNotContain("remoteCallsEndpoint");
	}

	@Test
	void worksWithoutHealth() throws Exception {
		assertThat(beansWithout("spring-boot-(actuator|health)")).contains("rabiBridgeMetrics")
			.doesNotContain("rabibridgeHealthIndicator", "remoteCallsEndpoint");
	}

	@Test
	void worksWithoutReactorAndBeanValidation() throws Exception {
		assertThat(beansWithout(
				"reactor-core|reactive-streams|jakarta.validation|hibernate-validator|spring-boot-validation"))
			.contains("rabibridgeHealthIndicator", "rabiBridgeMetrics", "remoteCallsEndpoint")
			.doesNotContain("rabiBridgeParameterValidator");
	}

	@Test
	void worksWithoutPickle() throws Exception {
		assertThat(beansWithout("pickle")).contains("rabiBridgePayloadSerializer");
	}

	@Test
	void saysWhatThePickleSerializerNeeds() {
		assertThatExceptionOfType(InvocationTargetException.class)
			.isThrownBy(() -> beansWithout("pickle", "rabibridge.serializer=pickle"))
			.havingRootCause()
			.withMessage("Property rabibridge.serializer with value 'pickle' is invalid: Pickle needs the library"
					+ " net.razorvine:pickle, which is not on the class path");
	}

	@Test
	void worksWithNoneOfThem() throws Exception {
		assertThat(beansWithout("spring-boot-(actuator|health|micrometer|validation)|micrometer-(core|tracing)"
				+ "|micrometer-observation-test|reactor-core|pickle|reactive-streams|jakarta.validation|hibernate-validator"))
			.contains("remoteCallTemplate", "remoteCallRegistry")
			.doesNotContain("rabibridgeHealthIndicator", "rabiBridgeMetrics", "remoteCallsEndpoint",
					"rabiBridgeParameterValidator");
	}

	@SuppressWarnings("unchecked")
	private static Set<String> beansWithout(String jars, String... args) throws Exception {
		Pattern left = Pattern.compile("(" + jars + ").*\\.jar");
		List<URL> urls = List.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.stream()
			.map(File::new)
			.filter((file) -> !left.matcher(file.getName()).matches())
			.map(OptionalLibrariesTests::toUrl)
			.toList();
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			Thread.currentThread().setContextClassLoader(loader);
			return (Set<String>) ClassUtils.forName(Application.class.getName(), loader)
				.getMethod("start", String[].class)
				.invoke(null, (Object) args);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL toUrl(File file) {
		try {
			return file.toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@RemoteCallClient
	interface Client {

		int twice(int n);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableRemoteCallClients(clients = Client.class)
	public static class Application {

		@RemoteCall
		int twice(int n) {
			return 2 * n;
		}

		public static Set<String> start(String... args) {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.properties("rabibridge.server.auto-startup=false", "management.endpoints.web.exposure.include=*",
						"management.endpoints.jmx.exposure.include=*", "spring.jmx.enabled=false")
				.run(Stream.of(args).map((arg) -> "--" + arg).toArray(String[]::new))) {
				context.getBean(Client.class);
				return new TreeSet<>(List.of(context.getBeanDefinitionNames()));
			}
		}

	}

}
