package io.github.polywire.rabibridge.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.client.EnableRemoteCallClients;
import io.github.polywire.rabibridge.client.RemoteCallClientFactoryBean;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
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
 * The starter in applications that are processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void registersWhatItsLibrariesLoadByName() {
		RuntimeHints hints = new RuntimeHints();
		new RabiBridgeRuntimeHints().registerHints(hints, getClass().getClassLoader());
		for (String buffer : List.of("MessageBuffer", "MessageBufferU", "MessageBufferBE")) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(TypeReference.of("org.msgpack.core.buffer." + buffer))
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
		}
		for (String library : List.of("linux/amd64/libzstd-jni-1.5.7-28.so", "linux/aarch64/libzstd-jni-1.5.7-28.so",
				"darwin/aarch64/libzstd-jni-1.5.7-28.dylib", "win/amd64/libzstd-jni-1.5.7-28.dll")) {
			assertThat(getClass().getClassLoader().getResource(library)).as(library).isNotNull();
			assertThat(RuntimeHintsPredicates.resource().forResource(library)).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(ServedFunction.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
	}

	@Test
	void registersItsHintsByItself() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(RabiBridgeRuntimeHints.class);
	}

	@Test
	void registersTheTypesOfClients() {
		process((hints, compiled) -> {
			assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Client.class)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Client.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Order.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Item.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Inherited.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)).accepts(hints);
		});
	}

	@Test
	void registersTheTypesOfHandlers() {
		process((hints, compiled) -> {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Handler.class, "price")).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Question.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(Answer.class)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
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
				assertThat(context.getBean(Client.class)).hasToString("Remote call client " + Client.class.getName());
				assertThat(context.getBeanNamesForType(RemoteCallClientFactoryBean.class)).hasSize(1);
				assertThat(context.getBean(RemoteCallRegistry.class).getFunctions()).singleElement()
					.extracting(ServedFunction::name)
					.isEqualTo("price");
			}
		});
	}

	private static GenericApplicationContext context() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("rabibridge.server.auto-startup", "false")));
		return context;
	}

	private static void process(BiConsumer<RuntimeHints, Compiled> processed) {
		TestGenerationContext generation = new TestGenerationContext(
				ClassName.get(AheadOfTimeTests.class.getPackageName(), "Generated"));
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

	record Question(String text) {

	}

	record Answer(int price) {

	}

	interface Inherited {

		int count(Order order);

	}

	@RemoteCallClient
	public interface Client extends Inherited {

		List<Order> orders(int customer);

	}

	public static class Handler {

		@RemoteCall
		Answer price(Question question) {
			return new Answer(question.text().length());
		}

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = Client.class)
	@Import(Handler.class)
	public static class Application {

	}

}
