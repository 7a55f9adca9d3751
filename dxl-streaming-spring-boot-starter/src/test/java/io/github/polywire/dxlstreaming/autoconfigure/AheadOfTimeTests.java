package io.github.polywire.dxlstreaming.autoconfigure;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that are processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void registersHintsOfListeners() {
		process("http://127.0.0.1:1", (hints, compiled) -> {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Cases.class, "onCase")).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Case.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
		});
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(DxlStreamingRuntimeHints.class);
	}

	@Test
	@CompileWithForkedClassLoader
	void consumesFromGeneratedCode() {
		try (DxlStreamTestServer server = DxlStreamTestServer.start()) {
			server.publish("t", "k", "{\"id\": \"7\"}");
			process(server.url(), (hints, compiled) -> {
				try (GenericApplicationContext context = context(server.url())) {
					@SuppressWarnings("unchecked")
					ApplicationContextInitializer<GenericApplicationContext> initializer = compiled
						.getInstance(ApplicationContextInitializer.class);
					initializer.initialize(context);
					context.refresh();
					assertThat(context.getBean(Cases.class).seen).succeedsWithin(10, TimeUnit.SECONDS)
						.isEqualTo(new Case("7"));
				}
			});
		}
	}

	private static GenericApplicationContext context(String url) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("dxl.streaming.base-url", url, "dxl.streaming.auth.username",
					"me", "dxl.streaming.auth.password", "secret")));
		return context;
	}

	private static void process(String url, BiConsumer<RuntimeHints, Compiled> processed) {
		TestGenerationContext generation = new TestGenerationContext(
				ClassName.get(AheadOfTimeTests.class.getPackageName(), "Generated"));
		try (GenericApplicationContext context = context(url)) {
			AnnotationConfigUtils.registerAnnotationConfigProcessors(context);
			context.registerBean(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> processed.accept(generation.getRuntimeHints(), compiled));
	}

	record Case(String id) {

	}

	public static class Cases {

		final CompletableFuture<Case> seen = new CompletableFuture<>();

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void onCase(Case event) {
			this.seen.complete(event);
		}

	}

	@ImportAutoConfiguration({ DxlStreamingAutoConfiguration.class, JacksonAutoConfiguration.class,
			SslAutoConfiguration.class })
	@Import(Cases.class)
	public static class Application {

	}

}
