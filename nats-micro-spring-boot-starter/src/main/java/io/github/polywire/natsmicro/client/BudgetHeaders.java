package io.github.polywire.natsmicro.client;

import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Adds the time budget to the headers of requests. Most have no others and the same time,
 * and share an object. Thread-safe.
 */
final class BudgetHeaders {

	private volatile @Nullable Shared last;

	/**
	 * Adds a time budget.
	 * @param headers the headers, which are changed, or {@code null} for none
	 * @param millis the time budget
	 * @return the headers to send
	 */
	Headers of(@Nullable Headers headers, long millis) {
		if (headers != null) {
			return headers.put(MicroHeaderNames.TIMEOUT_MS, Long.toString(millis));
		}
		Shared shared = this.last;
		if (shared == null || shared.millis() != millis) {
			shared = new Shared(millis,
					new Headers(new Headers().put(MicroHeaderNames.TIMEOUT_MS, Long.toString(millis)), true));
			this.last = shared;
		}
		return shared.headers();
	}

	private record Shared(long millis, Headers headers) {

	}

}
