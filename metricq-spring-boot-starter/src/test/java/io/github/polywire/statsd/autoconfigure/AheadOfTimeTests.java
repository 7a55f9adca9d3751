package io.github.polywire.statsd.autoconfigure;

import java.util.Map;

import io.github.polywire.localbrokers.LineServer;
import io.github.polywire.statsd.StatsdConnector;
import io.github.polywire.statsd.client.Lines;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The connector in an application that was processed ahead of time. It needs no hints of
 * its own: nothing is looked up by name.
 */
class AheadOfTimeTests {

	@Test
	@CompileWithForkedClassLoader
	void sendsFromGeneratedCode() throws Exception {
		Lines lines = new Lines();
		try (LineServer server = new LineServer(0, lines)) {
			TestGenerationContext generation = new TestGenerationContext(
					ClassName.get(AheadOfTimeTests.class.getPackageName(), "Generated"));
			try (GenericApplicationContext context = context(server.port())) {
				AnnotationConfigUtils.registerAnnotationConfigProcessors(context);
				context.registerBean(StatsdConnectorAutoConfiguration.class);
				new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			}
			generation.writeGeneratedContent();
			TestCompiler.forSystem().with(generation).compile((compiled) -> {
				try (GenericApplicationContext context = context(server.port())) {
					@SuppressWarnings("unchecked")
					ApplicationContextInitializer<GenericApplicationContext> initializer = compiled
						.getInstance(ApplicationContextInitializer.class);
					initializer.initialize(context);
					context.refresh();
					context.getBean(StatsdConnector.class).increment("aot");
					await().until(() -> lines.all().contains("counters.aot:1|c"));
				}
			});
			assertThat(server.connectionCount()).isEqualTo(1);
		}
	}

	private static GenericApplicationContext context(int port) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of("statsd.connector.host", "localhost", "statsd.connector.port", String.valueOf(port))));
		return context;
	}

}
