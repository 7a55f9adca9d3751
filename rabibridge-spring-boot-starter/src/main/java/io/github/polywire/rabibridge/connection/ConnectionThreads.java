package io.github.polywire.rabibridge.connection;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The threads of one connection, from its start to its stop: one that connects and may
 * wait for the broker, one that keeps time, one that writes, and some that close.
 */
final class ConnectionThreads {

	private static final Log logger = LogFactory.getLog(ConnectionThreads.class);

	private final String name;

	private final ScheduledThreadPoolExecutor control;

	private final ScheduledThreadPoolExecutor timer;

	private final ThreadPoolExecutor writer;

	private final ThreadPoolExecutor closer;

	/**
	 * Creates the threads, which start when they are needed.
	 * @param name what the connection is for
	 * @param keepAlive whether the one that connects keeps the JVM alive
	 */
	ConnectionThreads(String name, boolean keepAlive) {
		this.name = name;
		String prefix = "rabibridge-" + name;
		CustomizableThreadFactory controlThread = daemon(prefix + "-connection-");
		controlThread.setDaemon(!keepAlive);
		this.control = new ScheduledThreadPoolExecutor(1, controlThread);
		this.control.setRemoveOnCancelPolicy(true);
		this.control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.timer = new ScheduledThreadPoolExecutor(1, daemon(prefix + "-timer-"));
		this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				daemon(prefix + "-writer-"));
		this.closer = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				daemon(prefix + "-closer-"));
	}

	private static CustomizableThreadFactory daemon(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix) {

			@Override
			public Thread createThread(Runnable task) {
				Thread thread = super.createThread(task);
				// Not that of who first calls, which may be a plugin that is unloaded.
				thread.setContextClassLoader(ConnectionThreads.class.getClassLoader());
				return thread;
			}

		};
		factory.setDaemon(true);
		return factory;
	}

	/**
	 * The thread that writes to the socket.
	 * @return its executor
	 */
	ExecutorService writer() {
		return this.writer;
	}

	/**
	 * Threads for what may be held by a peer that does not read.
	 * @return their executor
	 */
	ExecutorService closer() {
		return this.closer;
	}

	/**
	 * Runs a task on the thread that connects.
	 * @param task the task, dropped after {@link #endControl()}
	 * @param delayMillis how long to wait before
	 */
	void schedule(Runnable task, long delayMillis) {
		try {
			this.control.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Stopped: a task of the RabiBridge connection is dropped");
		}
	}

	/**
	 * Runs a task on the thread that keeps time, which it must not block.
	 * @param task the task
	 * @param delay how long to wait before
	 * @return whether it will be run, unless the threads are ended before
	 */
	boolean later(Runnable task, Duration delay) {
		try {
			this.timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Runs a task here, and logs what it throws.
	 * @param task the task
	 */
	void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A task of the RabiBridge " + this.name + " connection failed", ex);
		}
	}

	/**
	 * Ends the thread that connects; an attempt that is under way is interrupted.
	 */
	void endControl() {
		this.control.shutdownNow();
	}

	/**
	 * Ends the others too, and waits for the thread that connects.
	 * @param timeout how long to wait
	 */
	void end(Duration timeout) {
		this.writer.shutdown();
		this.timer.shutdownNow();
		try {
			this.control.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
