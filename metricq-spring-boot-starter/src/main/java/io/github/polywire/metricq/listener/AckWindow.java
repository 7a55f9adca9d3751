package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Collects the acknowledgements of one channel, so that one frame serves many. An
 * acknowledgement waits for all deliveries before it. Thread-safe.
 */
final class AckWindow {

	private static final int MAX_BATCH = 100;

	private static final byte OPEN = 0;

	private static final byte DONE = 1;

	private static final byte REJECTED = 2;

	private final Sink sink;

	private final int batch;

	/**
	 * Also held while a frame is written: one that overtook another would acknowledge
	 * what is already.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	private byte[] states;

	/** The oldest delivery that is not settled. */
	private long oldest = 1;

	private long newest;

	private long acknowledgeable;

	private int waiting;

	AckWindow(int prefetch, Sink sink) {
		this.sink = sink;
		this.batch = Math.max(1, Math.min(MAX_BATCH, prefetch / 4));
		this.states = new byte[Integer.highestOneBit(Math.max(1, prefetch)) * 2];
	}

	/**
	 * Notes that a delivery came.
	 * @param tag its tag, each one more than the one before
	 */
	void delivered(long tag) {
		this.lock.lock();
		try {
			this.newest = tag;
			if (tag - this.oldest >= this.states.length) {
				grow();
			}
			this.states[index(tag)] = OPEN;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void grow() {
		byte[] larger = new byte[this.states.length * 2];
		for (long tag = this.oldest; tag < this.newest; tag++) {
			larger[(int) (tag & (larger.length - 1))] = this.states[index(tag)];
		}
		this.states = larger;
	}

	/**
	 * Settles a delivery that was handled.
	 * @param tag its tag
	 * @throws IOException if the channel is lost
	 */
	void done(long tag) throws IOException {
		this.lock.lock();
		try {
			settle(tag, DONE);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Settles a delivery that was not handled.
	 * @param tag its tag
	 * @param requeue whether it goes back to the queue
	 * @throws IOException if the channel is lost
	 */
	void reject(long tag, boolean requeue) throws IOException {
		this.lock.lock();
		try {
			this.sink.reject(tag, requeue);
			settle(tag, REJECTED);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settle(long tag, byte state) throws IOException {
		this.states[index(tag)] = state;
		while (this.oldest <= this.newest && this.states[index(this.oldest)] != OPEN) {
			if (this.states[index(this.oldest)] == DONE) {
				this.acknowledgeable = this.oldest;
				this.waiting++;
			}
			this.oldest++;
		}
		if (this.waiting >= this.batch || (this.waiting > 0 && this.oldest > this.newest)) {
			this.waiting = 0;
			this.sink.acknowledge(this.acknowledgeable);
		}
	}

	boolean isSettled() {
		this.lock.lock();
		try {
			return this.oldest > this.newest;
		}
		finally {
			this.lock.unlock();
		}
	}

	private int index(long tag) {
		return (int) (tag & (this.states.length - 1));
	}

	/**
	 * Sends acknowledgements and rejections.
	 */
	interface Sink {

		/**
		 * Acknowledges a delivery and all before it.
		 * @param tag the delivery
		 * @throws IOException if the channel is lost
		 */
		void acknowledge(long tag) throws IOException;

		/**
		 * Rejects a delivery.
		 * @param tag the delivery
		 * @param requeue whether it goes back to the queue
		 * @throws IOException if the channel is lost
		 */
		void reject(long tag, boolean requeue) throws IOException;

	}

}
