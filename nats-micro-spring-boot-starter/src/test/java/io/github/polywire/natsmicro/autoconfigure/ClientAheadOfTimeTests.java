package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.annotation.MicroClient;
import io.github.polywire.natsmicro.client.EnableMicroClients;
import io.github.polywire.natsmicro.client.MicroClientFactoryBean;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients in applications that are processed ahead of time.
 */
class ClientAheadOfTimeTests {

	@Test
	void registersTheTypesOfClients() {
		process((hints, compiled) -> {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Client.class)).accepts(hints);
			for (Class<?> type : List.of(Client.class, Inherited.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)).accepts(hints);
			}
			for (Class<?> type : List.of(Order.class, Item.class)) {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
			}
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void refreshesFromGeneratedCode() {
		process((hints, compiled) -> {
			try (GenericApplicationContext context = context()) {
				@SuppressWarnings("unchecked")
				ApplicationContextInitializer<GenericApplicationContext> initializer = compiled
					.getInstance(ApplicationContextInitializer.class);
				initializer.initialize(context);
				context.refresh();
				assertThat(context.getBean(Client.class)).hasToString("NATS micro client " + Client.class.getName());
				assertThat(context.getBeanNamesForType(MicroClientFactoryBean.class)).hasSize(1);
			}
		});
	}

	private static GenericApplicationContext context() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("nats.servers", LocalNats.shared().url())));
		return context;
	}

	private static void process(BiConsumer<RuntimeHints, Compiled> processed) {
		TestGenerationContext generation = new TestGenerationContext(
				ClassName.get(ClientAheadOfTimeTests.class.getPackageName(), "GeneratedClient"));
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

	record Item(String name) {

	}

	record Order(List<Item> items) {

	}

	interface Inherited {

		int count(Order order);

	}

	@MicroClient
	public interface Client extends Inherited {

		List<Order> orders(int customer);

	}

	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, NatsAutoConfiguration.class,
			NatsMicroClientAutoConfiguration.class })
	@EnableMicroClients(clients = Client.class)
	public static class Application {

	}

}
