package io.github.polywire.rabibridge.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallArgumentException;
import io.github.polywire.rabibridge.RemoteCallRejectedException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StubRemoteCalls}.
 */
class StubRemoteCallsTests {

	private final StubRemoteCalls calls = new StubRemoteCalls();

	@Test
	void returnsWhatItWasTold() {
		this.calls.returning("fibonacci", 55).returning("nothing", null);
		assertThat(this.calls.call("fibonacci", Long.class, 10)).isEqualTo(55);
		assertThat(this.calls.callAsync("fibonacci", long.class, 10)).isCompletedWithValue(55L);
		assertThat(this.calls.call("nothing", String.class)).isNull();
	}

	@Test
	void notesWhatWasCalled() {
		this.calls.returning("echo", 1);
		this.calls.call(RemoteCallRequest.to("echo").arg("a").kwarg("b", 2), Integer.class);
		assertThat(this.calls.requests()).singleElement().satisfies((request) -> {
			assertThat(request.args()).containsExactly("a");
			assertThat(request.kwargs()).containsExactly(Map.entry("b", 2));
		});
	}

	@Test
	void functionSeesWireValues() {
		record Point(int x, int y) {
		}
		this.calls.serving(FunctionKey.sync("sum"), (args, kwargs, context) -> {
			Map<?, ?> point = (Map<?, ?>) args.get(0);
			return CompletableFuture.completedFuture((int) point.get("x") + (int) point.get("y"));
		});
		assertThat(this.calls.call(RemoteCallRequest.to("sum").kind(FunctionKind.SYNC).arg(new Point(1, 2)), int.class))
			.isEqualTo(3);
	}

	@Test
	void resultsBindToGenericTypes() {
		this.calls.returning("names", List.of(Map.of("a", 1)));
		ParameterizedTypeReference<List<Map<String, Long>>> type = new ParameterizedTypeReference<>() {
		};
		assertThat(this.calls.call(RemoteCallRequest.to("names"), type)).containsExactly(Map.of("a", 1L));
	}

	@Test
	void failuresReachTheCaller() {
		this.calls.failing("broken", new IllegalStateException("no"));
		this.calls.failing("full", new RemoteCallRejectedException(FunctionKey.async("full"), "full"));
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> this.calls.call("broken", String.class))
			.satisfies((ex) -> assertThat(ex.getRemoteError()).isEqualTo("IllegalStateException: no"));
		assertThatExceptionOfType(RemoteCallRejectedException.class)
			.isThrownBy(() -> this.calls.call("full", String.class));
		assertThatExceptionOfType(UnknownRemoteCallException.class)
			.isThrownBy(() -> this.calls.call("other", String.class));
		assertThat(this.calls.tryCall("other", String.class).success()).isFalse();
	}

	@Test
	void whatCannotBeSentFailsHereToo() {
		this.calls.returning("echo", 1);
		assertThatExceptionOfType(RemoteCallArgumentException.class)
			.isThrownBy(() -> this.calls.call("echo", Integer.class, "\ud800"));
	}

}
