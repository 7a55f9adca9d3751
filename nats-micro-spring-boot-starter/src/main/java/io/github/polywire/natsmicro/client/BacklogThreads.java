package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that take from a backlog and run code of the application, which may block.
 * Thread-safe.
 * <p>
 * To wake a thread costs more than a brief continuation does. So a thread that is at work
 * is trusted to come back for the next one, and more are started only when none does
 * within a moment. Their number is not bounded, as one continuation may wait for another.
 */
final class BacklogThreads {

	/** How long threads are trusted to come back. */
	private static final Duration TRUST = Duration.ofMillis(1);

	private final Executor executor;

	private final ClientTimer timer;

	private final Backlog backlog;

	private final AtomicInteger threads = new AtomicInteger();

	private final AtomicLong taken = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	BacklogThreads(Executor executor, ClientTimer timer, Backlog backlog) {
		this.executor = executor;
		this.timer = timer;
		this.backlog = backlog;
	}

	/**
	 * Sees to it that somebody takes from the backlog.
	 */
	void need() {
		if (this.threads.get() == 0) {
			start();
		}
		else {
			watch();
		}
	}

	/**
	 * Notes that a thread has taken something.
	 */
	void taken() {
		this.taken.incrementAndGet();
	}

	/**
	 * Looks in a moment whether a thread came back.
	 */
	void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			long takenBefore = this.taken.get();
			if (!this.timer.later(() -> look(takenBefore), TRUST)) {
				this.watched.set(false);
				start();
			}
		}
	}

	private void look(long takenBefore) {
		this.watched.set(false);
		if (this.backlog.isCovered()) {
			return;
		}
		if (this.taken.get() == takenBefore) {
			long more = Math.max(1, Math.min(this.threads.get(), this.backlog.size()));
			for (long i = 0; i < more; i++) {
				start();
			}
		}
		watch();
	}

	/**
	 * Starts one more thread.
	 */
	void start() {
		this.threads.incrementAndGet();
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			this.threads.decrementAndGet();
			this.backlog.rejected();
		}
	}

	private void run() {
		try {
			this.backlog.takeAll();
		}
		finally {
			this.threads.decrementAndGet();
			if (!this.backlog.isCovered()) {
				// Something came after the last look, and trusted this thread.
				need();
			}
		}
	}

	/**
	 * What the threads take from.
	 */
	interface Backlog {

		/**
		 * Takes and handles until there is nothing more to do for this thread.
		 */
		void takeAll();

		/**
		 * Whether nothing waits that only a thread at work could take.
		 * @return {@code true} if no more threads are needed
		 */
		boolean isCovered();

		/**
		 * How much waits.
		 * @return the number
		 */
		long size();

		/**
		 * There are no threads any more: the application has stopped.
		 */
		void rejected();

	}

}
