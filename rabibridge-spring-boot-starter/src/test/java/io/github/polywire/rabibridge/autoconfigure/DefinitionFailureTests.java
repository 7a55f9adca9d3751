package io.github.polywire.rabibridge.autoconfigure;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.annotation.RemoteFunction;
import io.github.polywire.rabibridge.client.EnableRemoteCallClients;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.test.tools.SourceFile;
import org.springframework.core.test.tools.TestCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A function or a client that is declared wrongly stops the start, with an analysis that
 * names the place and the fix.
 */
@ExtendWith(OutputCaptureExtension.class)
class DefinitionFailureTests {

	private static final String HERE = DefinitionFailureTests.class.getName();

	private FailedStart start;

	@BeforeEach
	void prepare(CapturedOutput output) {
		this.start = new FailedStart(output);
	}

	@Test
	void twoMethodsForOneFunction() {
		assertThat(this.start.analysisOf(TwoMethodsForOneFunction.class)).contains(HERE + "$OtherMaths.plus(int, int)",
				"function 'add' of kind async", "is served already by " + HERE + "$Maths.add(int, int)",
				"Give one of the two another name, kind or id");
	}

	@Test
	void sameIdTwice() {
		assertThat(this.start.analysisOf(SameIdTwice.class)).contains("$SameIdTwice.two()", "with id 'same'",
				"$Ids.one()", "Give one of the two another name, kind or id");
	}

	@Test
	void functionRegisteredByHandThatIsServedByAMethod() {
		assertThat(this.start.analysisOf(RegisteredByHand.class)).contains("function 'add' of kind async",
				HERE + "$Maths.add(int, int)", "another name, kind or id");
	}

	@Test
	void parameterOfAnInterfaceType() {
		assertThat(this.start.analysisOf(InterfaceParameter.class)).contains(HERE + "$InterfaceParameter.run(Callable)",
				"parameter 'task' of type 'java.util.concurrent.Callable' cannot be bound",
				"Use a type that holds a value");
	}

	@Test
	void parameterOfAStreamType() {
		assertThat(this.start.analysisOf(StreamParameter.class)).contains(HERE + "$StreamParameter.read(InputStream)",
				"parameter 'in' of type 'java.io.InputStream' cannot be bound", "Use a type that holds a value");
	}

	@Test
	void listOfAnInterfaceType() {
		assertThat(this.start.analysisOf(ListOfInterfacesParameter.class)).contains(
				HERE + "$ListOfInterfacesParameter.run(List)", "parameter 'tasks'",
				"'java.util.concurrent.Callable' cannot be bound", "Use a type that holds a value");
	}

	@Test
	void parametersWithoutNames() {
		SourceFile source = SourceFile.of("""
				package com.example;

				import io.github.polywire.rabibridge.annotation.RemoteCall;
				import io.github.polywire.rabibridge.autoconfigure.StarterApplication;

				@StarterApplication
				public class WithoutNames {

					@RemoteCall
					public int add(int a, int b) {
						return a + b;
					}

				}
				""");
		TestCompiler.forSystem()
			.compile(source,
					(compiled) -> assertThat(this.start
						.analysisOf(compiled.getInstance(Object.class, "com.example.WithoutNames").getClass()))
						.contains("com.example.WithoutNames.add(int, int)", "the names of its parameters are not known",
								"Compile with the option -parameters, or name each argument with @RemoteArg"));
	}

	@Test
	void twoParametersOfOneName() {
		assertThat(this.start.analysisOf(TwoParametersOfOneName.class)).contains(
				HERE + "$TwoParametersOfOneName.add(int, int)", "two parameters have the name 'a'",
				"Give one of them another name with @RemoteArg");
	}

	@Test
	void defaultThatDoesNotFit() {
		assertThat(this.start.analysisOf(DefaultThatDoesNotFit.class)).contains(
				HERE + "$DefaultThatDoesNotFit.twice(int)", "the default 'many' of parameter 'n' does not fit its type",
				"Give it a default that can be converted to the type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "queue-size=many", "fetch-size=few", "concurrency=all" })
	void attributeThatIsNotANumber(String attribute) {
		assertThat(this.start.analysisOf(Attributes.class, "test." + attribute)).contains(
				HERE + "$Attributes.configured()", "'" + attribute.substring(attribute.indexOf('=') + 1) + "'",
				"positive whole number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "queue-size=0", "queue-size=-1", "fetch-size=0", "fetch-size=65536", "concurrency=0",
			"timeout=0s", "timeout=-5s", "timeout=50d", "timeout=P1000000000000D" })
	void attributeOutOfBounds(String attribute) {
		String name = switch (attribute.substring(0, attribute.indexOf('='))) {
			case "queue-size" -> "queueSize";
			case "fetch-size" -> "fetchSize";
			case "concurrency" -> "concurrency";
			default -> "timeout";
		};
		assertThat(this.start.analysisOf(Attributes.class, "test." + attribute))
			.contains(HERE + "$Attributes.configured()", name, "Give the attribute");
	}

	@Test
	void timeoutThatIsNotADuration() {
		assertThat(this.start.analysisOf(Attributes.class, "test.timeout=soon")).contains(
				HERE + "$Attributes.configured()", "the attribute timeout of @RemoteCall is 'soon'",
				"a duration such as 10s or PT10S");
	}

	@ParameterizedTest
	@ValueSource(strings = { "re-register", "auto-startup" })
	void switchThatIsNeitherTrueNorFalse(String attribute) {
		assertThat(this.start.analysisOf(Attributes.class, "test." + attribute + "=maybe"))
			.contains(HERE + "$Attributes.configured()", "'maybe'", "true or false");
	}

	@Test
	void blankFunctionName() {
		assertThat(this.start.analysisOf(BlankFunctionName.class)).contains(HERE + "$BlankFunctionName.call()",
				"@RemoteCall(name = \"  \") is not a function name", "must not be blank", "Give the function a name");
	}

	@Test
	void functionNameThatIsTooLong() {
		assertThat(this.start.analysisOf(Attributes.class, "test.name=" + "x".repeat(201)))
			.contains(HERE + "$Attributes.configured()", "at most 200 bytes", "Give the function a name");
	}

	@Test
	void placeholderWithoutValue() {
		assertThat(this.start.analysisOf(MissingPlaceholder.class)).contains(HERE + "$MissingPlaceholder.call()",
				"'${test.missing}'", "Set the property");
	}

	@Test
	void expressionThatFails() {
		assertThat(this.start.analysisOf(FailingExpression.class)).contains(HERE + "$FailingExpression.call()",
				"'#{no.such}'");
	}

	@Test
	void handlerThatReturnsAStream() {
		assertThat(this.start.analysisOf(FluxHandler.class)).contains(HERE + "$FluxHandler.numbers()",
				"it returns a stream, and a call has one result", "Return the list, or a Mono of it");
	}

	@Test
	void methodThatIsNotInTheProxysInterface() {
		assertThat(this.start.analysisOf(NotReachableThroughProxy.class)).contains(HERE + "$Hidden.hidden()",
				"the method cannot be called through the bean's proxy", "Declare the method in an interface");
	}

	@Test
	void privateMethodOfAClassThatIsProxied() {
		assertThat(this.start.analysisOf(PrivateBehindProxy.class)).contains(HERE + "$PrivateMethod.hidden()",
				"the method cannot be called through the bean's proxy", "make it public");
	}

	@Test
	void handlerOfAPrototype() {
		assertThat(this.start.analysisOf(PrototypeHandler.class)).contains("bean 'maths'", HERE + "$Maths",
				"is not a singleton", "scoped proxy");
	}

	@Test
	void clientWithBlankFunctionName() {
		assertThat(this.start.analysisOf(BlankClientApplication.class)).contains(HERE + "$BlankClient.call",
				"@RemoteFunction(\" \") names no function", "Give the function's name, or leave it out");
	}

	@Test
	void clientWithEmptyFunctionName() {
		assertThat(this.start.analysisOf(ConfiguredClientApplication.class, "test.name=")).contains(
				HERE + "$ConfiguredClient.call", "@RemoteFunction(\"${test.name}\") names no function",
				"Give the function's name, or leave it out");
	}

	@Test
	void clientWithAPlaceholderWithoutValue() {
		assertThat(this.start.analysisOf(ConfiguredClientApplication.class)).contains(HERE + "$ConfiguredClient.call",
				"'${test.name}'", "Set the property");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "0s", "-1s", "soon" })
	void clientWithATimeoutThatIsNotPositive(String timeout) {
		assertThat(this.start.analysisOf(ConfiguredClientApplication.class, "test.name=x", "test.timeout=" + timeout))
			.contains(HERE + "$ConfiguredClient.call", "its timeout '" + timeout + "' is not a positive duration",
					"Give it a duration such as 2s or 500ms");
	}

	@Test
	void clientWithATimeoutOfItsInterface() {
		assertThat(this.start.analysisOf(ImpatientClientApplication.class)).contains(HERE + "$ImpatientClient.call",
				"its timeout '0ms' is not a positive duration");
	}

	@Test
	void clientThatReturnsAStream() {
		assertThat(this.start.analysisOf(FluxClientApplication.class)).contains(HERE + "$FluxClient.numbers",
				"it returns a stream, and a call has one result", "Return a list or a Mono of it");
	}

	@Test
	void clientThatReturnsAFutureOfAnotherClass() {
		assertThat(this.start.analysisOf(OwnFutureClientApplication.class)).contains(HERE + "$OwnFutureClient.later",
				"OwnFuture", "CompletableFuture");
	}

	@Test
	void clientThatNamesTwoKinds() {
		assertThat(this.start.analysisOf(TwoKindsClientApplication.class)).contains(HERE + "$TwoKindsClient.call",
				"names two kinds", "Name one");
	}

	@Test
	void classAsClient() {
		assertThat(this.start.analysisOf(ClassClientApplication.class)).contains(HERE + "$ClassClient",
				"it is not an interface with @RemoteCallClient", "Annotate an interface");
	}

	@Test
	void interfaceWithoutAnnotationAsClient() {
		assertThat(this.start.analysisOf(PlainClientApplication.class)).contains("java.util.concurrent.Callable",
				"it is not an interface with @RemoteCallClient", "Annotate an interface");
	}

	static class Maths {

		@RemoteCall
		int add(int a, int b) {
			return a + b;
		}

	}

	static class OtherMaths {

		@RemoteCall("add")
		int plus(int a, int b) {
			return a + b;
		}

		@RemoteCall(name = "add", kind = FunctionKind.SYNC)
		int plusSync(int a, int b) {
			return a + b;
		}

	}

	@StarterApplication
	@Import({ Maths.class, OtherMaths.class })
	static class TwoMethodsForOneFunction {

	}

	static class Ids {

		@RemoteCall(name = "first", id = "same")
		void one() {
		}

	}

	@StarterApplication
	@Import(Ids.class)
	static class SameIdTwice {

		@RemoteCall(name = "second", id = "same")
		void two() {
		}

	}

	@StarterApplication
	@Import(Maths.class)
	static class RegisteredByHand {

		@Bean
		Object byHand(RemoteCallRegistry registry, Maths maths) {
			return registry.register(FunctionKey.async("add"), (args, kwargs, context) -> maths);
		}

	}

	@StarterApplication
	static class InterfaceParameter {

		@RemoteCall
		void run(Callable<String> task) {
		}

	}

	@StarterApplication
	static class StreamParameter {

		@RemoteCall
		void read(InputStream in) {
		}

	}

	@StarterApplication
	static class ListOfInterfacesParameter {

		@RemoteCall
		void run(List<Callable<String>> tasks) {
		}

	}

	@StarterApplication
	static class TwoParametersOfOneName {

		@RemoteCall
		int add(int a, @RemoteArg("a") int b) {
			return a + b;
		}

	}

	@StarterApplication
	static class DefaultThatDoesNotFit {

		@RemoteCall
		int twice(@RemoteArg(defaultValue = "many") int n) {
			return 2 * n;
		}

	}

	@StarterApplication
	static class Attributes {

		@RemoteCall(name = "${test.name:configured}", queueSize = "${test.queue-size:}",
				fetchSize = "${test.fetch-size:}", timeout = "${test.timeout:}", concurrency = "${test.concurrency:}",
				reRegister = "${test.re-register:}", autoStartup = "${test.auto-startup:}")
		void configured() {
		}

	}

	@StarterApplication
	static class BlankFunctionName {

		@RemoteCall("  ")
		void call() {
		}

	}

	@StarterApplication
	static class MissingPlaceholder {

		@RemoteCall(queueSize = "${test.missing}")
		void call() {
		}

	}

	@StarterApplication
	static class FailingExpression {

		@RemoteCall(timeout = "#{no.such}")
		void call() {
		}

	}

	@StarterApplication
	static class FluxHandler {

		@RemoteCall
		Flux<Integer> numbers() {
			return Flux.just(1);
		}

	}

	static class Hidden implements Runnable {

		@Override
		public void run() {
		}

		@RemoteCall
		void hidden() {
		}

	}

	@StarterApplication
	@Import(Hidden.class)
	static class NotReachableThroughProxy {

		@Bean
		static BeanPostProcessor proxyCreator() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					return (bean instanceof Hidden) ? new ProxyFactory(bean).getProxy() : bean;
				}

			};
		}

	}

	static class PrivateMethod {

		@RemoteCall
		private void hidden() {
		}

	}

	@StarterApplication
	@Import(PrivateMethod.class)
	static class PrivateBehindProxy {

		@Bean
		static BeanPostProcessor proxyCreator() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (!(bean instanceof PrivateMethod)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.setProxyTargetClass(true);
					return factory.getProxy();
				}

			};
		}

	}

	@StarterApplication
	static class PrototypeHandler {

		@Bean
		@Scope("prototype")
		Maths maths() {
			return new Maths();
		}

	}

	@RemoteCallClient
	interface BlankClient {

		@RemoteFunction(" ")
		void call();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = BlankClient.class)
	static class BlankClientApplication {

	}

	@RemoteCallClient
	interface ConfiguredClient {

		@RemoteFunction(name = "${test.name}", timeout = "${test.timeout:1s}")
		void call();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = ConfiguredClient.class)
	static class ConfiguredClientApplication {

	}

	@RemoteCallClient(timeout = "0ms")
	interface ImpatientClient {

		void call();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = ImpatientClient.class)
	static class ImpatientClientApplication {

	}

	@RemoteCallClient
	interface FluxClient {

		Flux<Integer> numbers();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = FluxClient.class)
	static class FluxClientApplication {

	}

	static class OwnFuture<T> extends CompletableFuture<T> {

	}

	@RemoteCallClient
	interface OwnFutureClient {

		OwnFuture<Integer> later();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = OwnFutureClient.class)
	static class OwnFutureClientApplication {

	}

	@RemoteCallClient
	interface TwoKindsClient {

		@RemoteFunction(kind = { FunctionKind.SYNC, FunctionKind.ASYNC })
		void call();

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = TwoKindsClient.class)
	static class TwoKindsClientApplication {

	}

	@RemoteCallClient
	static class ClassClient {

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = ClassClient.class)
	static class ClassClientApplication {

	}

	@StarterApplication
	@EnableRemoteCallClients(clients = Callable.class)
	static class PlainClientApplication {

	}

}
