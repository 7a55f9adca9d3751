package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs brief tasks of the client later, on one thread. Thread-safe.
 */
final class ClientTimer {

	private final ScheduledThreadPoolExecutor executor;

	ClientTimer() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("nats-micro-client-timer-");
		threads.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threads);
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Runs a task that does not block.
	 * @param task the task
	 * @param delay how long to wait before
	 * @return {@code false} if the timer has ended
	 */
	boolean later(Runnable task, Duration delay) {
		try {
			this.executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	void end() {
		this.executor.shutdownNow();
	}

}
