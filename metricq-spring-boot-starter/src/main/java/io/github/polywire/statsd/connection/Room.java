package io.github.polywire.statsd.connection;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where recording threads wait for room in the queue. Its lock is never held while
 * anything is sent.
 */
public final class Room {

	private final LineQueue queue;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final AtomicInteger waiting = new AtomicInteger();

	private volatile boolean open;

	/**
	 * Creates a room that is closed.
	 * @param queue the queue to wait for
	 */
	public Room(LineQueue queue) {
		this.queue = queue;
	}

	/**
	 * Adds a line as soon as there is room.
	 * @param line the line
	 * @return whether it was added; {@code false} if nobody makes room any more, or the
	 * thread was interrupted, which it still is then
	 */
	public boolean offerWaiting(byte[] line) {
		this.lock.lock();
		this.waiting.incrementAndGet();
		try {
			while (!this.queue.offer(line)) {
				if (!this.open) {
					return false;
				}
				this.changed.await();
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.waiting.decrementAndGet();
			this.lock.unlock();
		}
	}

	/**
	 * Lets threads wait from now on.
	 */
	void open() {
		this.open = true;
	}

	/**
	 * Lets no thread wait any longer.
	 */
	public void close() {
		this.open = false;
		wakeAll();
	}

	/**
	 * Tells that lines were taken.
	 */
	void signal() {
		if (this.waiting.get() > 0) {
			wakeAll();
		}
	}

	private void wakeAll() {
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
