package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.natsmicro.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures of callers, off the thread of the NATS client that takes all
 * answers: continuations may block, and wait for each other. Thread-safe.
 * <p>
 * To wake a thread costs more than a brief continuation does. So a thread that is at work
 * is trusted to come back for the next one, and more are started only when none does
 * within a moment. Their number is not bounded, as one continuation may wait for another.
 */
final class CompletionQueue {

	private static final Log logger = LogFactory.getLog(CompletionQueue.class);

	/** How long threads are trusted to come back. */
	private static final Duration TRUST = Duration.ofMillis(1);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final Executor executor;

	private final ClientTimer timer;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger threads = new AtomicInteger();

	private final AtomicLong taken = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	CompletionQueue(Executor executor, ClientTimer timer) {
		this.executor = executor;
		this.timer = timer;
	}

	/**
	 * Runs a completion soon on another thread.
	 * @param completion the completion
	 */
	void add(Runnable completion) {
		this.waiting.add(completion);
		if (this.threads.get() == 0) {
			startThread();
		}
		else {
			watch();
		}
	}

	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			long takenBefore = this.taken.get();
			if (!this.timer.later(() -> look(takenBefore), TRUST)) {
				this.watched.set(false);
				startThread();
			}
		}
	}

	private void look(long takenBefore) {
		this.watched.set(false);
		if (this.waiting.isEmpty()) {
			return;
		}
		if (this.taken.get() == takenBefore) {
			int more = Math.min(Math.max(1, this.threads.get()), this.waiting.size());
			for (int i = 0; i < more; i++) {
				startThread();
			}
		}
		watch();
	}

	private void startThread() {
		this.threads.incrementAndGet();
		try {
			this.executor.execute(this::runAll);
		}
		catch (RejectedExecutionException ex) {
			// The application has stopped, and the callers only learn that.
			runAll();
		}
	}

	private void runAll() {
		Runnable completion = this.waiting.poll();
		while (completion != null) {
			this.taken.incrementAndGet();
			run(completion);
			completion = this.waiting.poll();
		}
		this.threads.decrementAndGet();
		if (!this.waiting.isEmpty()) {
			// One came between the two, and trusted this thread.
			startThread();
		}
	}

	private void run(Runnable completion) {
		@Nullable Throwable failure = null;
		try {
			completion.run();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		if (failure != null) {
			this.failureLog.warn(() -> "The answer to a request could not be handed over", failure);
		}
	}

}
