package io.github.polywire.natsmicro.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import io.github.polywire.natsmicro.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Completes the futures of callers whose requests got no answer, off the threads that
 * find that out: continuations may block, and wait for each other. Thread-safe.
 */
final class CompletionQueue implements BacklogThreads.Backlog {

	private static final Log logger = LogFactory.getLog(CompletionQueue.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final BacklogThreads threads;

	CompletionQueue(Executor executor, ClientTimer timer) {
		this.threads = new BacklogThreads(executor, timer, this);
	}

	/**
	 * Runs a completion soon on another thread.
	 * @param completion the completion
	 */
	void add(Runnable completion) {
		this.waiting.add(completion);
		this.threads.need();
	}

	@Override
	public void takeAll() {
		Runnable completion = this.waiting.poll();
		while (completion != null) {
			this.threads.taken();
			run(completion);
			completion = this.waiting.poll();
		}
	}

	private void run(Runnable completion) {
		try {
			completion.run();
		}
		catch (Throwable ex) {
			this.failureLog.warn(() -> "The failure of a request could not be handed over", ex);
		}
	}

	@Override
	public boolean isCovered() {
		return this.waiting.isEmpty();
	}

	@Override
	public long size() {
		return this.waiting.size();
	}

	/**
	 * The callers only learn that the application has stopped.
	 */
	@Override
	public void rejected() {
		takeAll();
	}

}
