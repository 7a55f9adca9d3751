package io.github.polywire.dxlstreaming;

import java.util.stream.Stream;

import io.github.polywire.dxlstreaming.autoconfigure.DxlStreamingAutoConfiguration;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Applications with the starter.
 */
public final class Contexts {

	/** Pauses that do not hold a test up. */
	public static final String[] FAST = { "dxl.streaming.retry.initial=20ms", "dxl.streaming.retry.max=40ms",
			"dxl.streaming.consumer.poll-interval=5ms", "dxl.streaming.listener.lag-interval=0",
			"dxl.streaming.listener.error.initial=5ms" };

	private Contexts() {
	}

	public static AnnotationConfigApplicationContext start(String[] connection, Class<?>[] components,
			String... properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(Stream.of(FAST, connection, properties).flatMap(Stream::of).toArray(String[]::new))
			.applyTo(context);
		if (components.length > 0) {
			context.register(components);
		}
		context.register(AutoConfigurations.getClasses(AutoConfigurations.of(JacksonAutoConfiguration.class,
				SslAutoConfiguration.class, DxlStreamingAutoConfiguration.class)));
		context.refresh();
		return context;
	}

	public static AnnotationConfigApplicationContext start(DxlStreamTestServer server, Class<?> component,
			String... properties) {
		return start(server.properties(), new Class<?>[] { component }, properties);
	}

	public static AnnotationConfigApplicationContext start(String url, String... properties) {
		return start(new String[] { "dxl.streaming.base-url=" + url, "dxl.streaming.auth.username=me",
				"dxl.streaming.auth.password=secret" }, new Class<?>[0], properties);
	}

}
