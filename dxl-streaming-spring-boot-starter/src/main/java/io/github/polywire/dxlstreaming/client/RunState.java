package io.github.polywire.dxlstreaming.client;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.StopException;
import io.github.polywire.dxlstreaming.connection.StopSignal;
import org.jspecify.annotations.Nullable;

/**
 * The run of a channel, of which there is one at a time.
 */
final class RunState {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	private @Nullable StopSignal current;

	private @Nullable Thread runner;

	StopSignal begin() {
		this.lock.lock();
		try {
			if (this.current != null) {
				throw new PermanentException("Previous run already in progress", null);
			}
			StopSignal signal = new StopSignal();
			this.current = signal;
			this.runner = Thread.currentThread();
			return signal;
		}
		finally {
			this.lock.unlock();
		}
	}

	void end() {
		this.lock.lock();
		try {
			this.current = null;
			this.runner = null;
			this.ended.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends the run, and waits for it unless it is the caller's own.
	 */
	void stop() {
		this.lock.lock();
		try {
			StopSignal stopped = this.current;
			if (stopped == null) {
				return;
			}
			stopped.set();
			while (this.current == stopped && this.runner != Thread.currentThread()) {
				this.ended.await();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StopException("Interrupted while waiting for the end of the run", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
