package io.github.polywire.metricq.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;

/**
 * Waits at the start of an application that is to fail fast.
 */
final class FirstAttempts {

	private static final long FAIL_FAST_PATIENCE_SECONDS = 30;

	private FirstAttempts() {
	}

	static void await(String what, CompletableFuture<?> attempts) {
		try {
			attempts.get(FAIL_FAST_PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof MetricqException cause) ? cause
					: new MetricqConnectionException("The MetricQ " + what + " cannot start", ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new MetricqConnectionException(
					"The MetricQ " + what + " could not start within " + FAIL_FAST_PATIENCE_SECONDS
							+ " s: see whether the broker and a manager run, or set metricq.fail-fast=false",
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MetricqConnectionException("The start of the MetricQ " + what + " was interrupted", ex);
		}
	}

}
