package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.polywire.natsmicro.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks side by side up to a bound; a bounded number more wait in order, and what
 * comes then is refused. Thread-safe.
 * <p>
 * To wake a thread costs more than a brief task does. So while tasks have been brief, a
 * thread that is at work is trusted to come back for the next one, and others are started
 * only if it does not within a moment, or falls behind. For the same reason nothing is
 * refused in a burst of brief tasks that one thread catches up with: whoever brings them
 * waits for it.
 */
final class TaskDispatcher {

	/** Tasks are brief if their methods return within this time on average. */
	private static final long BRIEF_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	/** The average after a thread was trusted and did not come back. */
	private static final long NOT_BRIEF_NANOS = 4 * BRIEF_NANOS;

	/** How long a thread is trusted to come back. */
	private static final Duration TRUST = Duration.ofMillis(1);

	/** More waiting tasks than this for each thread, and one more thread is started. */
	private static final int BACKLOG = 16;

	/** The average moves by this part of each task's difference to it, as a shift. */
	private static final int AVERAGE_SHIFT = 3;

	private static final Log logger = LogFactory.getLog(TaskDispatcher.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final int concurrency;

	private final int capacity;

	private final Executor executor;

	private final Timer timer;

	private final Queue<DispatchedTask> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingCount = new AtomicInteger();

	private final AtomicInteger active = new AtomicInteger();

	/** Slots of tasks whose methods have returned before the tasks end. */
	private final AtomicInteger open = new AtomicInteger();

	private final AtomicLong started = new AtomicLong();

	private final AtomicBoolean watched = new AtomicBoolean();

	/** Updates may be lost between threads, which an average can bear. */
	private volatile long averageNanos = BRIEF_NANOS;

	private volatile @Nullable Thread bringer;

	/**
	 * Creates a dispatcher.
	 * @param concurrency how many tasks run side by side at most
	 * @param queueCapacity how many more may wait
	 * @param executor runs them, with a thread for each that runs
	 * @param timer runs the look after threads that do not come back
	 */
	TaskDispatcher(int concurrency, int queueCapacity, Executor executor, Timer timer) {
		this.concurrency = concurrency;
		this.capacity = (int) Math.min((long) concurrency + queueCapacity, Integer.MAX_VALUE);
		this.executor = executor;
		this.timer = timer;
	}

	/**
	 * Runs a task as soon as the bound allows. May wait for a moment while tasks are
	 * brief.
	 * @param task the task
	 * @return {@code false} if as many run and wait as may
	 */
	boolean dispatch(DispatchedTask task) {
		if (isFull() && !awaitRoom()) {
			return false;
		}
		task.takenBy(this);
		this.waitingCount.incrementAndGet();
		this.waiting.add(task);
		if (this.active.get() > 0 && isBrief()) {
			watch();
		}
		else {
			start(1);
		}
		return true;
	}

	int waitingCount() {
		return this.waitingCount.get();
	}

	private boolean isFull() {
		return this.active.get() + this.waitingCount.get() >= this.capacity;
	}

	private boolean isBrief() {
		return this.averageNanos < BRIEF_NANOS;
	}

	/**
	 * Waits while brief tasks make room.
	 * @return whether there is room
	 */
	private boolean awaitRoom() {
		long startedBefore = this.started.get();
		long deadline = System.nanoTime() + TRUST.toNanos();
		try {
			while (isBrief() && this.open.get() < this.concurrency) {
				this.bringer = Thread.currentThread();
				if (!isFull()) {
					return true;
				}
				LockSupport.parkNanos(this, TRUST.toNanos());
				if (System.nanoTime() - deadline >= 0) {
					if (this.started.get() == startedBefore) {
						noLongerBrief();
					}
					startedBefore = this.started.get();
					deadline = System.nanoTime() + TRUST.toNanos();
				}
			}
			return !isFull();
		}
		finally {
			this.bringer = null;
		}
	}

	/**
	 * Looks in a moment whether the threads at work came back.
	 */
	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			long startedBefore = this.started.get();
			this.timer.later(() -> look(startedBefore), TRUST);
		}
	}

	private void look(long startedBefore) {
		this.watched.set(false);
		int backlog = this.waitingCount.get();
		if (backlog == 0) {
			return;
		}
		if (this.started.get() == startedBefore) {
			noLongerBrief();
		}
		else if (backlog > BACKLOG * this.active.get()) {
			start(1);
		}
		if (!this.waiting.isEmpty()) {
			watch();
		}
	}

	private void noLongerBrief() {
		this.averageNanos = Math.max(this.averageNanos, NOT_BRIEF_NANOS);
		start(this.concurrency);
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
				DispatchedTask next = next();
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
	private @Nullable DispatchedTask next() {
		DispatchedTask task = this.waiting.poll();
		if (task != null) {
			int left = this.waitingCount.decrementAndGet();
			wakeBringer(left);
			return task;
		}
		this.active.decrementAndGet();
		wakeBringer(0);
		if (!this.waiting.isEmpty()) {
			// One came between the two, and trusted this thread.
			start(1);
		}
		return null;
	}

	/**
	 * Wakes whoever waits for room, for more than one task at a time.
	 * @param left how many tasks are waiting
	 */
	private void wakeBringer(int left) {
		Thread waker = this.bringer;
		if (waker != null && left <= this.capacity / 2) {
			this.bringer = null;
			LockSupport.unpark(waker);
		}
	}

	private void execute(DispatchedTask task) {
		try {
			this.executor.execute(() -> run(task));
		}
		catch (RejectedExecutionException ex) {
			task.abandon();
			this.active.decrementAndGet();
		}
	}

	/**
	 * A task ended after its method had returned.
	 */
	void freed() {
		this.open.decrementAndGet();
		DispatchedTask task = next();
		if (task != null) {
			execute(task);
		}
	}

	private void run(DispatchedTask first) {
		DispatchedTask task = first;
		long before = System.nanoTime();
		while (task != null) {
			this.started.incrementAndGet();
			try {
				task.run();
			}
			catch (Throwable ex) {
				this.failureLog.warn(() -> "A task ended with an exception that nobody handled", ex);
				task.end();
			}
			if (task.returned()) {
				task = next();
			}
			else {
				this.open.incrementAndGet();
				task = null;
			}
			long after = System.nanoTime();
			this.averageNanos += (after - before - this.averageNanos) >> AVERAGE_SHIFT;
			before = after;
		}
	}

	/**
	 * Gives up what waits: each task is abandoned.
	 */
	void abandonWaiting() {
		DispatchedTask task = this.waiting.poll();
		while (task != null) {
			this.waitingCount.decrementAndGet();
			task.abandon();
			task = this.waiting.poll();
		}
	}

	/**
	 * Runs tasks later.
	 */
	@FunctionalInterface
	interface Timer {

		/**
		 * Runs a task that does not block.
		 * @param task the task
		 * @param delay how long to wait before
		 */
		void later(Runnable task, Duration delay);

	}

}
