package io.github.polywire.metricq.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.polywire.metricq.MetricqAgentStoppedException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Does something with the network until it succeeds, with pauses in between. Thread-safe.
 *
 * @param <T> the type of the result
 */
public final class RetryingTask<T> {

	private static final Log logger = LogFactory.getLog(RetryingTask.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final String what;

	private final Supplier<CompletableFuture<T>> attempt;

	private final Consumer<T> done;

	private final Executor executor;

	private final BackOffExecution pauses;

	private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

	private volatile @Nullable Throwable failure;

	private volatile boolean stopped;

	/**
	 * Creates a task, without starting it.
	 * @param what what is done, for the log
	 * @param attempt tries it once
	 * @param done takes the result; if it throws, the attempt has failed
	 * @param executor runs attempts, which may block
	 * @param backOff the pauses between attempts
	 */
	public RetryingTask(String what, Supplier<CompletableFuture<T>> attempt, Consumer<T> done, Executor executor,
			ExponentialBackOff backOff) {
		this.what = what;
		this.attempt = attempt;
		this.done = done;
		this.executor = executor;
		this.pauses = backOff.start();
	}

	/**
	 * Starts the task.
	 * @return completed, normally or with the failure, when the first attempt has ended
	 */
	public CompletableFuture<Void> start() {
		this.executor.execute(this::attemptOnce);
		return this.firstAttempt;
	}

	/**
	 * Makes no more attempts. What an attempt under way leads to is ignored.
	 */
	public void stop() {
		this.stopped = true;
		this.firstAttempt.cancel(false);
	}

	/**
	 * Why the last attempt failed.
	 * @return the failure, or {@code null} if there was none
	 */
	public @Nullable Throwable failure() {
		return this.failure;
	}

	private void attemptOnce() {
		if (this.stopped) {
			return;
		}
		CompletableFuture<T> result;
		try {
			result = this.attempt.get();
		}
		catch (RuntimeException ex) {
			failed(ex);
			return;
		}
		result.whenCompleteAsync(this::attempted, this.executor);
	}

	private void attempted(@Nullable T result, @Nullable Throwable cause) {
		if (this.stopped) {
			return;
		}
		if (cause != null || result == null) {
			failed((cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause()
					: (cause != null) ? cause : new IllegalStateException("No result"));
			return;
		}
		try {
			this.done.accept(result);
			this.failure = null;
			this.firstAttempt.complete(null);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(Throwable cause) {
		this.failure = cause;
		this.firstAttempt.completeExceptionally(cause);
		if (cause instanceof MetricqAgentStoppedException) {
			return;
		}
		long pause = this.pauses.nextBackOff();
		this.failureLog
			.warn(() -> "%s failed, trying again in %d ms: %s".formatted(this.what, pause, Failures.describe(cause)));
		CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, this.executor).execute(this::attemptOnce);
	}

}
