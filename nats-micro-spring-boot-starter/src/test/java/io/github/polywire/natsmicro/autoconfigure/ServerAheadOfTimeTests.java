package io.github.polywire.natsmicro.autoconfigure;

import java.util.Map;
import java.util.function.BiConsumer;

import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.ServiceError;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroExceptionHandler;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.github.polywire.natsmicro.test.MicroRequestStub;
import io.nats.client.Connection;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.Bean;
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
 * The serving side in applications that are processed ahead of time.
 */
class ServerAheadOfTimeTests {

	@Test
	void registersTheDiscoveryDocuments() {
		RuntimeHints hints = new RuntimeHints();
		new NatsMicroRuntimeHints().registerHints(hints, getClass().getClassLoader());
		for (Class<?> type : new Class<?>[] { MicroServiceInfo.class, MicroServiceStats.class,
				MicroEndpointStats.class }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getName()).accepts(hints);
		}
		for (String type : new String[] { "Serializer", "Deserializer" }) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(TypeReference.of("io.github.polywire.natsmicro.StartedJson$" + type))
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
		}
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(NatsMicroRuntimeHints.class);
	}

	@Test
	void registersTheTypesOfEndpoints() {
		process((hints, compiled) -> {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Prices.class, "price")).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Prices.class, "illegal")).accepts(hints);
			for (Class<?> type : new Class<?>[] { Question.class, Answer.class }) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getName()).accepts(hints);
			}
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void servesFromGeneratedCode() {
		process((hints, compiled) -> {
			try (GenericApplicationContext context = context()) {
				@SuppressWarnings("unchecked")
				ApplicationContextInitializer<GenericApplicationContext> initializer = compiled
					.getInstance(ApplicationContextInitializer.class);
				initializer.initialize(context);
				context.refresh();
				MicroRequestStub request = MicroRequestStub.to("price").body("{\"text\":\"four\"}").build();
				request.servedBy(context.getBean(MicroServiceRegistry.class));
				assertThat(request.answerAsText()).isEqualTo("{\"price\":4}");
			}
		});
	}

	private static GenericApplicationContext context() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("nats.micro.server.auto-startup", "false")));
		return context;
	}

	private static void process(BiConsumer<RuntimeHints, Compiled> processed) {
		TestGenerationContext generation = new TestGenerationContext(
				ClassName.get(ServerAheadOfTimeTests.class.getPackageName(), "GeneratedServer"));
		try (GenericApplicationContext context = context()) {
			AnnotationConfigUtils.registerAnnotationConfigProcessors(context);
			context.registerBean(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		generation.writeGeneratedContent();
		TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> processed.accept(generation.getRuntimeHints(), compiled));
	}

	record Question(String text) {

	}

	record Answer(int price) {

	}

	@MicroService(name = "prices", version = "1.0.0")
	public static class Prices {

		@MicroEndpoint
		Answer price(Question question) {
			return new Answer(question.text().length());
		}

		@MicroExceptionHandler
		ServiceError illegal(IllegalArgumentException ex) {
			return new ServiceError(422, String.valueOf(ex.getMessage()));
		}

	}

	@ImportAutoConfiguration({ NatsMicroServerAutoConfiguration.class, JacksonAutoConfiguration.class })
	@Import(Prices.class)
	public static class Application {

		@Bean
		public Connection connection() {
			return Mockito.mock(Connection.class);
		}

	}

}
