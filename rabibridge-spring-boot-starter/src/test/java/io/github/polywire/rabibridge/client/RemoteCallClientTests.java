package io.github.polywire.rabibridge.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallResult;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.annotation.RemoteArg;
import io.github.polywire.rabibridge.annotation.RemoteCallClient;
import io.github.polywire.rabibridge.annotation.RemoteFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of the methods of a declarative client.
 */
class RemoteCallClientTests {

	private final RecordingOperations operations = new RecordingOperations();

	private final RemoteCallClientFactory factory = new RemoteCallClientFactory(this.operations,
			(value) -> value.replace("${maths.name}", "addition").replace("${maths.timeout}", "3s"));

	private final Client client = this.factory.create(Client.class);

	@Test
	void callsTheFunctionOfTheMethodsName() {
		this.operations.answer = 55L;
		assertThat(this.client.fibonacci(10)).isEqualTo(55);
		assertThat(this.operations.request().function()).isEqualTo("fibonacci");
		assertThat(this.operations.request().kind()).isEqualTo(FunctionKind.ASYNC);
		assertThat(this.operations.request().args()).containsExactly(10);
		assertThat(this.operations.request().kwargs()).isEmpty();
		assertThat(this.operations.request().timeout()).isEqualTo(Duration.ofSeconds(9));
		assertThat(this.operations.type()).isEqualTo(long.class);
	}

	@Test
	void takesNameKindAndTimeoutFromTheMethod() {
		this.operations.answer = 3;
		assertThat(this.client.add(1, 2)).isEqualTo(3);
		assertThat(this.operations.request().function()).isEqualTo("addition");
		assertThat(this.operations.request().kind()).isEqualTo(FunctionKind.SYNC);
		assertThat(this.operations.request().timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.operations.request().args()).containsExactly(1, 2);
	}

	@Test
	void passesArgumentsByKeyword() {
		this.client.keywords(1, "x", 3);
		assertThat(this.operations.request().args()).containsExactly(1);
		assertThat(this.operations.request().kwargs()).containsExactly(Map.entry("text", "x"), Map.entry("c", 3));
		this.client.keywords(null, null, null);
		assertThat(this.operations.request().args()).containsExactly((Object) null);
		assertThat(this.operations.request().kwargs()).containsEntry("text", null).containsEntry("c", null);
	}

	@Test
	void passesVariableArgumentsOneByOne() {
		this.client.total("n", 1, 2, 3);
		assertThat(this.operations.request().args()).containsExactly("n", 1, 2, 3);
		this.client.total("n");
		assertThat(this.operations.request().args()).containsExactly("n");
		this.client.total("n", (int[]) null);
		assertThat(this.operations.request().args()).containsExactly("n");
	}

	@Test
	void passesAnArrayThatIsNotVariableAsOneArgument() {
		this.client.array(new int[] { 1, 2 });
		assertThat(this.operations.request().args()).hasSize(1);
	}

	@Test
	void ignoresTheResultOfVoid() {
		this.operations.answer = null;
		this.client.forget();
		assertThat(this.operations.type()).isEqualTo(void.class);
	}

	@Test
	void returnsFutures() {
		this.operations.answer = 55L;
		assertThat(this.client.later(10)).isCompletedWithValue(55L);
		assertThat(this.operations.type()).isEqualTo(Long.class);
		assertThat(this.client.stage()).isCompletedWithValue(55L);
		assertThat(this.client.future()).isDone();
		this.operations.failure = new RemoteCallTimeoutException(FunctionKey.async("later"), "late");
		CompletableFuture<Long> failed = this.client.later(10);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(failed::join)
			.withCauseInstanceOf(RemoteCallTimeoutException.class);
	}

	@Test
	void callsAtEachSubscriptionOfAMono() {
		this.operations.answer = 55L;
		Mono<Long> mono = this.client.mono(10);
		assertThat(this.operations.requests).isEmpty();
		assertThat(mono.block()).isEqualTo(55L);
		assertThat(mono.block()).isEqualTo(55L);
		assertThat(this.operations.requests).hasSize(2);
		this.operations.answer = null;
		assertThat(this.client.mono(10).blockOptional()).isEmpty();
		this.operations.failure = new RemoteCallTimeoutException(FunctionKey.async("mono"), "late");
		Mono<Long> failed = this.client.mono(10);
		assertThatExceptionOfType(RemoteCallTimeoutException.class).isThrownBy(failed::block);
	}

	@Test
	void returnsOptionals() {
		this.operations.answer = "x";
		assertThat(this.client.optional()).contains("x");
		assertThat(this.operations.type()).isEqualTo(String.class);
		this.operations.answer = null;
		assertThat(this.client.optional()).isEmpty();
	}

	@Test
	void returnsResultsThatDoNotThrow() {
		this.operations.answer = "x";
		assertThat(this.client.outcome()).isEqualTo(RemoteCallResult.of("x"));
		this.operations.failure = new RemoteExecutionException(FunctionKey.async("outcome"), "1", 1, "no");
		assertThat(this.client.outcome().success()).isFalse();
		assertThat(this.client.outcome().code()).isEqualTo(1);
		assertThatExceptionOfType(RemoteExecutionException.class).isThrownBy(() -> this.client.fibonacci(1));
	}

	@Test
	void keepsTypeArgumentsOfResults() {
		this.operations.answer = List.of(Map.of("a", 1));
		assertThat(this.client.generic()).containsExactly(Map.of("a", 1));
		assertThat(this.operations.type()).isEqualTo(new ParameterizedTypeReference<List<Map<String, Integer>>>() {
		}.getType());
		this.client.genericLater();
		assertThat(this.operations.type()).isEqualTo(new ParameterizedTypeReference<List<Map<String, Integer>>>() {
		}.getType());
		this.client.rawLater();
		assertThat(this.operations.type()).isEqualTo(Object.class);
		this.client.unknownLater();
		assertThat(this.operations.type()).isEqualTo(Object.class);
	}

	@Test
	void callsMethodsThatItsInterfaceInherits() {
		this.operations.answer = List.of("x");
		assertThat(this.client.inherited("x")).containsExactly("x");
		assertThat(this.operations.request().function()).isEqualTo("inherited");
		assertThat(this.operations.request().timeout()).isEqualTo(Duration.ofSeconds(9));
		assertThat(this.operations.type()).isEqualTo(new ParameterizedTypeReference<List<String>>() {
		}.getType());
		this.operations.answer = "x";
		assertThat(this.client.one()).isEqualTo("x");
		assertThat(this.operations.type()).isEqualTo(String.class);
		this.client.oneLater();
		assertThat(this.operations.type()).isEqualTo(new ParameterizedTypeReference<Map<String, String>>() {
		}.getType());
	}

	@Test
	void runsDefaultMethodsItself() {
		this.operations.answer = 7L;
		assertThat(this.client.twiceFibonacci(4)).isEqualTo(14);
		assertThat(this.client.constant()).isEqualTo("constant");
		assertThat(this.operations.request().function()).isEqualTo("fibonacci");
	}

	@Test
	void isAnObject() {
		Client other = this.factory.create(Client.class);
		assertThat(this.client).isEqualTo(this.client)
			.isNotEqualTo(other)
			.isNotEqualTo(null)
			.hasSameHashCodeAs(this.client)
			.hasToString("Remote call client " + Client.class.getName());
		assertThat(this.operations.requests).isEmpty();
	}

	interface Inherited<T> {

		List<T> inherited(T value);

		T one();

		CompletableFuture<Map<String, T>> oneLater();

	}

	@RemoteCallClient(timeout = "9s")
	interface Client extends Inherited<String> {

		long fibonacci(int n);

		@RemoteFunction(name = "${maths.name}", kind = FunctionKind.SYNC, timeout = "${maths.timeout}")
		int add(int a, int b);

		void keywords(@Nullable Integer a, @RemoteArg("text") @Nullable String b, @RemoteArg @Nullable Integer c);

		void total(String label, int... numbers);

		void array(int[] numbers);

		void forget();

		@RemoteFunction("fibonacci")
		CompletableFuture<Long> later(int n);

		CompletionStage<Object> stage();

		Future<Long> future();

		Mono<Long> mono(int n);

		Optional<String> optional();

		RemoteCallResult<String> outcome();

		List<Map<String, Integer>> generic();

		CompletableFuture<List<Map<String, Integer>>> genericLater();

		@SuppressWarnings("rawtypes")
		CompletableFuture rawLater();

		CompletableFuture<?> unknownLater();

		default long twiceFibonacci(int n) {
			return 2 * fibonacci(n);
		}

		default String constant() {
			return "constant";
		}

		static List<Integer> helper() {
			return Arrays.asList(1);
		}

		@Override
		boolean equals(@Nullable Object other);

	}

}
