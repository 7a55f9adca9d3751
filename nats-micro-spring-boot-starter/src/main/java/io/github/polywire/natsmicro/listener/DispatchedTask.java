package io.github.polywire.natsmicro.listener;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link TaskDispatcher}. It may end later than its method returns, and
 * occupies its slot until then. One object for the task and its slot, as there is one for
 * each request.
 */
abstract class DispatchedTask {

	private static final int RUNNING = 0;

	private static final int RETURNED = 1;

	private static final int ENDED = 2;

	private static final int FREED = 3;

	private static final AtomicIntegerFieldUpdater<DispatchedTask> SLOT = AtomicIntegerFieldUpdater
		.newUpdater(DispatchedTask.class, "slot");

	private volatile int slot;

	private @Nullable TaskDispatcher dispatcher;

	/**
	 * Runs the task, and calls {@link #end()} when it has ended, now or later.
	 */
	abstract void run();

	/**
	 * Runs instead of the task when its dispatcher has no threads any more.
	 */
	abstract void abandon();

	final void takenBy(TaskDispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	/**
	 * The method returned.
	 * @return whether the task has ended too, so that its thread may take another one
	 */
	final boolean returned() {
		return !SLOT.compareAndSet(this, RUNNING, RETURNED);
	}

	/**
	 * The task ended. Called from any thread; more than once does no harm.
	 */
	final void end() {
		if (SLOT.compareAndSet(this, RUNNING, ENDED) || !SLOT.compareAndSet(this, RETURNED, FREED)) {
			return;
		}
		TaskDispatcher owner = this.dispatcher;
		if (owner != null) {
			owner.freed();
		}
	}

}
