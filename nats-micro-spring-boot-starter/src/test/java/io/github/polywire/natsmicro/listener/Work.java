package io.github.polywire.natsmicro.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.polywire.natsmicro.MicroRequest;

/**
 * Handlers that take 5 to 20 ms, and answer with what they were asked.
 */
final class Work {

	private static final int LEAST_MILLIS = 5;

	private static final int MOST_MILLIS = 20;

	private Work() {
	}

	static byte[] blocking(MicroRequest request) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(millis());
		return request.body();
	}

	static CompletableFuture<byte[]> later(MicroRequest request) {
		return CompletableFuture.supplyAsync(request::body,
				CompletableFuture.delayedExecutor(millis(), TimeUnit.MILLISECONDS));
	}

	private static int millis() {
		return ThreadLocalRandom.current().nextInt(LEAST_MILLIS, MOST_MILLIS + 1);
	}

}
