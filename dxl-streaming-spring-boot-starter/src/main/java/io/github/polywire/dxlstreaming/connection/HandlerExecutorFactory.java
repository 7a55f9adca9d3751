package io.github.polywire.dxlstreaming.connection;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Makes the executors that consumers and their handlers run on, one for each container.
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
	 * Platform threads.
	 * @return the factory
	 */
	static HandlerExecutorFactory platformThreads() {
		return (name) -> create(name, false);
	}

	/**
	 * Virtual threads. Needs Java 21.
	 * @return the factory
	 */
	static HandlerExecutorFactory virtualThreads() {
		return (name) -> create(name, true);
	}

	private static HandlerExecutor create(String name, boolean virtual) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(name + "-");
		executor.setVirtualThreads(virtual);
		executor.setDaemon(true);
		// Makes the executor keep track of its threads, to interrupt them at its end.
		executor.setTaskTerminationTimeout(1);
		return new HandlerExecutor(executor, executor::close);
	}

}
