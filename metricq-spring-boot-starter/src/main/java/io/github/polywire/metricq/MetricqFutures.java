package io.github.polywire.metricq;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Waits on the caller's thread for what the starter answers later. Its answers have
 * timeouts of their own.
 */
public final class MetricqFutures {

	private MetricqFutures() {
	}

	/**
	 * Waits for an answer.
	 * @param <T> the type of the answer
	 * @param answer the answer
	 * @return the answer
	 * @throws MetricqException if it is a failure, or the thread was interrupted
	 */
	public static <T> T await(CompletableFuture<T> answer) {
		try {
			return answer.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof MetricqException failure) {
				// The caller's frames say more than those of the thread that answered.
				failure.addSuppressed(new IllegalStateException("Asked here"));
				throw failure;
			}
			if (cause instanceof RuntimeException failure) {
				throw failure;
			}
			throw new MetricqException("The request failed: " + cause, cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			answer.cancel(false);
			throw new MetricqConnectionException("The thread was interrupted while it waited for an answer", ex);
		}
	}

}
