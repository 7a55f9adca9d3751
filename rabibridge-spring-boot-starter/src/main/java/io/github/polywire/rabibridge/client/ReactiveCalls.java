package io.github.polywire.rabibridge.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.util.Assert;

/**
 * Turns asynchronous calls into reactive types; loaded only where Reactor is. A call is
 * made at each subscription.
 */
final class ReactiveCalls {

	private ReactiveCalls() {
	}

	static Object adapt(@Nullable ReactiveAdapter adapter, Supplier<CompletableFuture<@Nullable Object>> call) {
		Assert.state(adapter != null, "'adapter' must not be null");
		return adapter.fromPublisher(Mono.fromFuture(call));
	}

}
