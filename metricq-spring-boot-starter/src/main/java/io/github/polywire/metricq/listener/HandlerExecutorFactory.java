package io.github.polywire.metricq.listener;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes the executors that handlers run on, one for each container. The container bounds
 * how many calls run side by side; an executor has a thread for each.
 */
@FunctionalInterface
public interface HandlerExecutorFactory {

	/**
	 * Makes an executor.
	 * @param name what its threads are named for
	 * @return the executor
	 */
	HandlerExecutor create(String name);

	/**
	 * Handlers on platform threads, which end when they are idle for long.
	 * @return the factory
	 */
	static HandlerExecutorFactory platformThreads() {
		return (name) -> {
			CustomizableThreadFactory threads = new CustomizableThreadFactory(name + "-");
			threads.setDaemon(true);
			ThreadPoolExecutor pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS,
					new SynchronousQueue<>(), threads);
			return new HandlerExecutor(pool, pool::shutdownNow);
		};
	}

	/**
	 * Handlers on virtual threads, one for each call. Needs Java 21.
	 * @return the factory
	 */
	static HandlerExecutorFactory virtualThreads() {
		return (name) -> {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(name + "-");
			executor.setVirtualThreads(true);
			// Makes the executor keep track of its threads, to interrupt them at its end.
			executor.setTaskTerminationTimeout(1);
			return new HandlerExecutor(executor, executor::close);
		};
	}

}
