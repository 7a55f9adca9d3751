package io.github.polywire.natsmicro.listener;

import java.util.concurrent.CompletableFuture;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;

/**
 * Turns reactive results into futures; loaded only where Reactor is.
 */
final class ReactiveResults {

	private ReactiveResults() {
	}

	static CompletableFuture<?> toFuture(ReactiveAdapter adapter, Object result) {
		Publisher<Object> publisher = adapter.toPublisher(result);
		return Mono.from(publisher).toFuture();
	}

}
