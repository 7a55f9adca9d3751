package io.github.polywire.natsmicro.client;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Where a template takes answers and completes the futures of asynchronous requests: one
 * thread while continuations are brief, and more as they block. Not an {@link Executor}
 * itself, so that as a bean it does not pass for the application's.
 *
 * @param executor the executor
 * @param end ends its threads
 */
public record CompletionExecutor(Executor executor, Runnable end) implements DisposableBean {

	private static final String THREAD_NAME_PREFIX = "nats-micro-client-";

	/**
	 * Platform threads, which end when they are idle for long.
	 * @return the executor
	 */
	public static CompletionExecutor platformThreads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(THREAD_NAME_PREFIX);
		threads.setDaemon(true);
		ThreadPoolExecutor pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads);
		return new CompletionExecutor(pool, pool::shutdown);
	}

	/**
	 * Virtual threads. Needs Java 21.
	 * @return the executor
	 */
	public static CompletionExecutor virtualThreads() {
		return new CompletionExecutor(new VirtualThreadTaskExecutor(THREAD_NAME_PREFIX), () -> {
		});
	}

	@Override
	public void destroy() {
		this.end.run();
	}

}
