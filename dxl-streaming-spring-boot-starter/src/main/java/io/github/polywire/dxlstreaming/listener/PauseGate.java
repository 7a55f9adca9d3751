package io.github.polywire.dxlstreaming.listener;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.dxlstreaming.StopException;

/**
 * Holds consumers back while their container is paused. Thread-safe.
 */
final class PauseGate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition opened = this.lock.newCondition();

	private volatile boolean paused;

	private volatile boolean stopped;

	boolean isPaused() {
		return this.paused;
	}

	void pause(boolean pause) {
		change(() -> this.paused = pause);
	}

	void stop(boolean stop) {
		change(() -> this.stopped = stop);
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.opened.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	void await() {
		if (!this.paused) {
			return;
		}
		this.lock.lock();
		try {
			while (this.paused && !this.stopped) {
				this.opened.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StopException("Interrupted while paused", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
