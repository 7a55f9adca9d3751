package io.github.polywire.statsd.connection;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue for any number of threads that takes no lock: a ring whose slots carry
 * the position that they are ready for (Vyukov's bounded queue). The JDK's bounded queues
 * lock, so a recording thread could be parked behind another that the scheduler has put
 * aside. The lines of one thread come out in the order they went in.
 */
public final class LineQueue {

	/** Far enough apart to lie in different cache lines. */
	private static final int HEAD = 16;

	private static final int TAIL = 48;

	private static final int POSITIONS = 64;

	private final int capacity;

	private final int mask;

	private final AtomicReferenceArray<byte @Nullable []> lines;

	/**
	 * A slot is free for the position that it holds, and filled for the position before.
	 */
	private final AtomicLongArray ready;

	private final AtomicLongArray positions = new AtomicLongArray(POSITIONS);

	/**
	 * Creates an empty queue.
	 * @param capacity how many lines it holds at most, from 1 to 2^30
	 */
	public LineQueue(int capacity) {
		this.capacity = capacity;
		int slots = (capacity > 1) ? Integer.highestOneBit(capacity - 1) << 1 : 2;
		this.mask = slots - 1;
		this.lines = new AtomicReferenceArray<>(slots);
		this.ready = new AtomicLongArray(slots);
		for (int i = 0; i < slots; i++) {
			this.ready.setPlain(i, i);
		}
	}

	/**
	 * Adds a line if there is room.
	 * @param line the line
	 * @return whether there was room
	 */
	public boolean offer(byte[] line) {
		while (true) {
			long tail = this.positions.get(TAIL);
			if (tail - this.positions.get(HEAD) >= this.capacity) {
				return false;
			}
			int slot = (int) tail & this.mask;
			if (this.ready.get(slot) != tail) {
				// Another thread was faster, or is about to leave this slot.
				Thread.onSpinWait();
			}
			else if (this.positions.compareAndSet(TAIL, tail, tail + 1)) {
				this.lines.setPlain(slot, line);
				// Not weaker: whoever adds then looks whether the sender sleeps.
				this.ready.set(slot, tail + 1);
				return true;
			}
		}
	}

	/**
	 * Takes the line that has waited longest.
	 * @return the line, or {@code null} if there is none, or if its thread is still
	 * adding it
	 */
	public byte @Nullable [] poll() {
		while (true) {
			long head = this.positions.get(HEAD);
			int slot = (int) head & this.mask;
			long ahead = this.ready.get(slot) - (head + 1);
			if (ahead < 0) {
				return null;
			}
			if (ahead == 0 && this.positions.compareAndSet(HEAD, head, head + 1)) {
				byte[] line = this.lines.getPlain(slot);
				this.lines.setPlain(slot, null);
				this.ready.set(slot, head + this.mask + 1);
				return line;
			}
		}
	}

	/**
	 * How many lines wait.
	 * @return the number as of now
	 */
	public int size() {
		// The tail is read last, so the difference cannot be negative.
		long head = this.positions.get(HEAD);
		return (int) Math.min(this.positions.get(TAIL) - head, this.capacity);
	}

	/**
	 * How many lines fit.
	 * @return the number
	 */
	public int capacity() {
		return this.capacity;
	}

	/**
	 * How many lines were ever added.
	 * @return the number as of now
	 */
	public long addedCount() {
		return this.positions.get(TAIL);
	}

}
