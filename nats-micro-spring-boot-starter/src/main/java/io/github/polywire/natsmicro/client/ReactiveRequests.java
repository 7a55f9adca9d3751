package io.github.polywire.natsmicro.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.util.Assert;

/**
 * Turns asynchronous requests into reactive types; loaded only where Reactor is. A
 * request is sent at each subscription.
 */
final class ReactiveRequests {

	private ReactiveRequests() {
	}

	static Object adapt(@Nullable ReactiveAdapter adapter, Supplier<CompletableFuture<@Nullable Object>> request) {
		Assert.state(adapter != null, "'adapter' must not be null");
		return adapter.fromPublisher(Mono.fromFuture(request));
	}

}
