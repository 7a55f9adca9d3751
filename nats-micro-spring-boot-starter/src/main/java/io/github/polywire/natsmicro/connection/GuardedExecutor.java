package io.github.polywire.natsmicro.connection;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs the reader of a connection, and tells when it failed. The client library does not:
 * a message whose headers it cannot parse ends its reader for good, and it goes on to
 * show the connection as open.
 */
final class GuardedExecutor extends ThreadPoolExecutor {

	private final Consumer<Throwable> failed;

	/**
	 * Creates an executor.
	 * @param failed is told of a task that failed, on the task's thread
	 */
	GuardedExecutor(Consumer<Throwable> failed) {
		super(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new CustomizableThreadFactory("nats-reader-"));
		this.failed = failed;
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable failure) {
		super.afterExecute(task, failure);
		Throwable cause = (failure != null) ? failure : failureOf(task);
		if (cause != null && !isShutdown()) {
			this.failed.accept(cause);
		}
	}

	private static @Nullable Throwable failureOf(Runnable task) {
		if (!(task instanceof Future<?> future) || !future.isDone() || future.isCancelled()) {
			return null;
		}
		try {
			future.get();
			return null;
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

}
