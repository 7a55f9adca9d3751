package io.github.polywire.rabibridge.connection;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks side by side up to a bound; more wait in order. A task may end later than
 * its method returns, and counts until then. Thread-safe.
 * <p>
 * To wake a thread costs more than a brief task does. So while tasks have been brief, a
 * thread that is at work is trusted to come back for the next one, and others are started
 * only if it does not within a moment, or falls behind.
 */
public final class TaskDispatcher {

	/** Tasks are brief if their methods return within this time on average. */
	private static final long BRIEF_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** How long a thread is trusted to come back. */
	private static final Duration TRUST = Duration.ofMillis(1);

	/** More waiting tasks than this for each thread, and one more thread is started. */
	private static final int BACKLOG = 16;

	/** The average moves by this part of each task's difference to it, as a shift. */
	private static final int AVERAGE_SHIFT = 3;

	private static final Log logger = LogFactory.getLog(TaskDispatcher.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final int concurrency;

	private final Executor executor;

	private final Timer timer;

	private final Queue<Task> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingCount = new AtomicInteger();

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicLong started = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	/** Updates may be lost between threads, which an average can bear. */
	private volatile long averageNanos = BRIEF_NANOS;

	/**
	 * Creates a dispatcher.
	 * @param concurrency how many tasks run side by side at most
	 * @param executor runs them, with a thread for each that runs
	 * @param timer runs the look after threads that do not come back
	 */
	public TaskDispatcher(int concurrency, Executor executor, Timer timer) {
		this.concurrency = concurrency;
		this.executor = executor;
		this.timer = timer;
	}

	/**
	 * Runs a task as soon as the bound allows.
	 * @param task the task
	 */
	public void dispatch(Task task) {
		this.waitingCount.incrementAndGet();
		this.waiting.add(task);
		if (this.active.get() > 0 && this.averageNanos < BRIEF_NANOS) {
			watch();
		}
		else {
			start(1);
		}
	}

	/**
	 * Looks in a moment whether the threads at work came back.
	 */
	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			long startedBefore = this.started.get();
			if (!this.timer.later(() -> look(startedBefore), TRUST)) {
				this.watched.set(false);
				start(this.concurrency);
			}
		}
	}

	private void look(long startedBefore) {
		this.watched.set(false);
		int backlog = this.waitingCount.get();
		if (backlog == 0) {
			return;
		}
		int threads = this.active.get();
		if (this.started.get() == startedBefore) {
			start(Math.max(1, threads));
		}
		else if (backlog > BACKLOG * threads) {
			start(1);
		}
		if (!this.waiting.isEmpty()) {
			watch();
		}
	}

	/**
	 * Starts threads for waiting tasks.
	 * @param most how many at most
	 */
	private void start(int most) {
		int left = most;
		int running = this.active.get();
		while (left > 0 && running < this.concurrency && !this.waiting.isEmpty()) {
			if (this.active.compareAndSet(running, running + 1)) {
				left--;
				Task next = next();
				if (next != null) {
					execute(next);
				}
			}
			running = this.active.get();
		}
	}

	/**
	 * Takes the next task for a slot that is free, or frees the slot.
	 * @return the task, or {@code null} if none waits
	 */
	private @Nullable Task next() {
		Task task = this.waiting.poll();
		if (task != null) {
			this.waitingCount.decrementAndGet();
			return task;
		}
		this.active.decrementAndGet();
		if (!this.waiting.isEmpty()) {
			// One came between the two, and trusted this thread.
			start(1);
		}
		return null;
	}

	private void execute(Task task) {
		try {
			this.executor.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			// The owner has stopped, and the task only learns that.
			run(task);
		}
	}

	private void run(Task first) {
		Task task = first;
		long before = System.nanoTime();
		while (task != null) {
			this.started.incrementAndGet();
			Slot slot = new Slot();
			try {
				task.run(slot);
			}
			catch (Throwable ex) {
				this.failureLog.warn(() -> "A task ended with an exception that nobody handled", ex);
				slot.run();
			}
			task = slot.returned() ? next() : null;
			long after = System.nanoTime();
			this.averageNanos += (after - before - this.averageNanos) >> AVERAGE_SHIFT;
			before = after;
		}
	}

	/**
	 * A task.
	 */
	@FunctionalInterface
	public interface Task {

		/**
		 * Runs the task.
		 * @param ended to be run when the task has ended, which may be later; once is
		 * enough
		 */
		void run(Runnable ended);

	}

	/**
	 * Runs tasks later.
	 */
	@FunctionalInterface
	public interface Timer {

		/**
		 * Runs a task that does not block.
		 * @param task the task
		 * @param delay how long to wait before
		 * @return whether it will be run
		 */
		boolean later(Runnable task, Duration delay);

	}

	/**
	 * Knows which comes first: the return of a task's method or its end.
	 */
	private final class Slot implements Runnable {

		private final AtomicBoolean ended = new AtomicBoolean();

		private final AtomicBoolean half = new AtomicBoolean();

		@Override
		public void run() {
			if (this.ended.compareAndSet(false, true) && !this.half.compareAndSet(false, true)) {
				Task task = next();
				if (task != null) {
					execute(task);
				}
			}
		}

		private boolean returned() {
			return !this.half.compareAndSet(false, true);
		}

	}

}
