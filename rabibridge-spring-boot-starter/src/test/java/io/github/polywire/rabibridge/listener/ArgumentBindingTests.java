package io.github.polywire.rabibridge.listener;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.autoconfigure.StarterApplication;
import io.github.polywire.rabibridge.wire.CallMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How arguments become parameters, and the sentence that callers get when they do not.
 */
class ArgumentBindingTests {

	private static ConfigurableApplicationContext context;

	private static Handlers handlers;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--rabibridge.server.auto-startup=false");
		handlers = Handlers.of(context);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void bindsByPositionAndByKeyword() throws Throwable {
		assertThat(call("async_sub", List.of(5, 3), Map.of())).isEqualTo(2);
		assertThat(call("async_sub", List.of(5), Map.of("b", 3))).isEqualTo(2);
		assertThat(call("async_sub", List.of(), Map.of("b", 3, "a", 5))).isEqualTo(2);
	}

	@Test
	void refusesAMissingArgument() {
		refuses("async_sub", List.of(5), Map.of(),
				"Function 'sub' needs a value for parameter 'b'; its parameters are [a, b]");
	}

	@Test
	void refusesTooManyArguments() {
		refuses("async_sub", List.of(5, 4, 3), Map.of(),
				"Function 'sub' takes 2 positional arguments, but 3 were given");
	}

	@Test
	void refusesAnArgumentThatIsGivenTwice() {
		refuses("async_sub", List.of(5, 4), Map.of("b", 3), "Function 'sub' got two values for parameter 'b'");
	}

	@Test
	void refusesAnUnknownKeyword() {
		refuses("async_sub", List.of(5), Map.of("c", 3),
				"Function 'sub' has no parameter 'c'; its parameters are [a, b]");
		refuses("async_sub", List.of(5), Map.of("x".repeat(5000), 3),
				"Function 'sub' has no parameter '" + "x".repeat(100) + "…'; its parameters are [a, b]");
	}

	@Test
	void refusesAnArgumentOfAnotherType() {
		refuses("async_sub", List.of(5, "3"), Map.of(),
				"Parameter 'b' of function 'sub' does not fit: expected an integer (int), got the string \"3\"");
		refuses("async_sub", List.of(2.7), Map.of("b", 1), "Parameter 'a' of function 'sub' does not fit: expected");
	}

	@Test
	void refusesNullWhereItIsNotDeclared() {
		refuses("async_sub", Arrays.asList(5, null), Map.of(), "Parameter 'b' of function 'sub' must not be null");
		refuses("async_boxed", Collections.singletonList(null), Map.of(),
				"Parameter 'n' of function 'boxed' must not be null");
	}

	@Test
	void bindsOptionalAndNullableParameters() throws Throwable {
		assertThat(call("async_optional", List.of(), Map.of())).isEqualTo("Optional.empty null 7");
		assertThat(call("async_optional", Arrays.asList(null, null, null), Map.of()))
			.isEqualTo("Optional.empty null 7");
		assertThat(call("async_optional", List.of(1, "x", 2), Map.of())).isEqualTo("Optional[1] x 2");
		assertThat(call("async_optional", List.of(), Map.of("count", 3))).isEqualTo("Optional.empty null 3");
		refuses("async_optional", List.of("x"), Map.of(), "Parameter 'first' of function 'optional' does not fit");
	}

	@Test
	void bindsVariableArguments() throws Throwable {
		assertThat(call("async_total", List.of(), Map.of("label", "n"))).isEqualTo("n 0");
		assertThat(call("async_total", List.of("n", 1, 2, 3), Map.of())).isEqualTo("n 6");
		refuses("async_total", List.of("n"), Map.of("numbers", List.of(1)),
				"Function 'total' has no parameter 'numbers'");
		refuses("async_total", List.of("n", 1, "two"), Map.of(),
				"Parameter 'numbers' of function 'total' does not fit");
		refuses("async_total", Arrays.asList("n", 1, null), Map.of(), "Parameter 'numbers' of function 'total'");
	}

	@Test
	void bindsRecordsListsAndMaps() throws Throwable {
		assertThat(call("async_describe", List.of(Map.of("name", "a", "age", 3), List.of(1, 2), Map.of("k", 5L)),
				Map.of()))
			.isEqualTo("Person[name=a, age=3] [1, 2] {k=5}");
		refuses("async_describe", List.of(Map.of("name", "a", "age", "old"), List.of(), Map.of()), Map.of(),
				"Parameter 'person' of function 'describe' does not fit: expected an integer");
	}

	@Test
	void passesTheCallAndItsHeaders() throws Throwable {
		assertThat(call("async_context", List.of(1), Map.of())).isEqualTo("1 4711 replies acme PT7S");
		assertThat(call("async_headers", List.of(1), Map.of())).isEqualTo("1 acme none peer's own");
		assertThat(call("async_message", List.of(1), Map.of()))
			.isEqualTo(new CallMessage(List.of(1), Map.of()).toString());
		refuses("async_context", List.of(1, 2), Map.of(), "takes 1 positional arguments, but 2 were given");
		refuses("async_context", List.of(1), Map.of("call", 2), "has no parameter 'call'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "marked" })
	void checksConstraintsOnParameters(String name) throws Throwable {
		assertThat(call("async_" + name, List.of(1, "x"), Map.of())).isEqualTo(1);
		refuses("async_" + name, List.of(0, "x"), Map.of(),
				"The arguments are not valid: 'count' must be greater than or equal to 1");
		refuses("async_" + name, List.of(0, " "), Map.of(), "'count' must be", "'the-text' must not be blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "validPerson", "markedPerson" })
	void checksConstraintsInsideParameters(String name) throws Throwable {
		assertThat(call("async_" + name, List.of(Map.of("name", "a", "age", 3)), Map.of())).isEqualTo("a");
		refuses("async_" + name, List.of(Map.of("name", "", "age", 3)), Map.of(),
				"The arguments are not valid: 'person.name' must not be blank");
	}

	@Test
	void checksConstraintsInsideElements() {
		refuses("async_people", List.of(List.of(Map.of("name", "a", "age", 3), Map.of("name", "", "age", -1))),
				Map.of(), "'people[1].name' must not be blank", "'people[1].age' must be greater than or equal to 0");
		refuses("async_people", List.of(List.of()), Map.of(), "'people' size must be between 1 and 3");
	}

	@Test
	void checksTheGroupsOfItsClass() throws Throwable {
		assertThat(call("async_grouped", List.of(0), Map.of())).isEqualTo(0);
		refuses("async_grouped", List.of(-11), Map.of(), "'n' must be greater than or equal to -10");
	}

	private static Object call(String id, List<Object> args, Map<String, Object> kwargs) throws Throwable {
		return handlers.call(id, args, kwargs);
	}

	private static void refuses(String id, List<Object> args, Map<String, Object> kwargs, String... sentence) {
		assertThatExceptionOfType(CallArgumentException.class).isThrownBy(() -> handlers.call(id, args, kwargs))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(sentence).doesNotContain("\n", "polywire"));
	}

	record Person(@NotBlank String name, @Min(0) int age) {

		@Override
		public String toString() {
			return "Person[name=" + this.name + ", age=" + this.age + "]";
		}

	}

	interface Strict {

	}

	@Validated
	static class Marked {

		@RemoteCall
		int marked(@Min(1) int count, @RemoteArg("the-text") @NotBlank String text) {
			return count;
		}

		@RemoteCall
		String markedPerson(@Valid Person person) {
			return person.name();
		}

	}

	@Validated(Strict.class)
	static class Grouped {

		@RemoteCall
		int grouped(@Min(1) @Min(value = -10, groups = Strict.class) int n) {
			return n;
		}

	}

	@StarterApplication
	@Import({ Marked.class, Grouped.class })
	static class Application {

		@RemoteCall
		int sub(int a, int b) {
			return a - b;
		}

		@RemoteCall
		int boxed(Integer n) {
			return n;
		}

		@RemoteCall
		String optional(Optional<Integer> first, @Nullable String second,
				@RemoteArg(name = "count", defaultValue = "7") Integer third) {
			return first + " " + second + " " + third;
		}

		@RemoteCall
		String total(String label, int... numbers) {
			return label + " " + Arrays.stream(numbers).sum();
		}

		@RemoteCall
		String describe(Person person, List<Integer> numbers, Map<String, Long> map) {
			return person + " " + numbers + " " + map;
		}

		@RemoteCall
		String context(RemoteCallContext call, int n) {
			return n + " " + call.correlationId() + " " + call.replyTo() + " " + call.headers().get("tenant") + " "
					+ call.timeLeft();
		}

		@RemoteCall
		String headers(@Header("tenant") String tenant, int n,
				@Header(name = "missing", defaultValue = "none") String missing, @Headers Map<String, Object> headers) {
			return n + " " + tenant + " " + missing + " "
					+ ((List<?>) ((Map<?, ?>) headers.get("nativeHeaders")).get("id")).get(0);
		}

		@RemoteCall
		String message(Message<?> message, int n) {
			return message.getPayload().toString();
		}

		@RemoteCall
		int plain(@Min(1) int count, @RemoteArg("the-text") @NotBlank String text) {
			return count;
		}

		@RemoteCall
		String validPerson(@Valid Person person) {
			return person.name();
		}

		@RemoteCall
		int people(@Size(min = 1, max = 3) List<@Valid Person> people) {
			return people.size();
		}

	}

}
