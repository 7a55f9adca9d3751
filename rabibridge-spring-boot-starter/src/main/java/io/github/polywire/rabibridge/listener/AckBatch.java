package io.github.polywire.rabibridge.listener;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Collects acknowledgements of one channel, so that one frame serves many: up to 32, or
 * half of what the broker lets us hold. Whatever is last in flight is acknowledged at
 * once. Thread-safe.
 */
final class AckBatch {

	private static final int MAX_SIZE = 32;

	private final int size;

	private final Sink sink;

	/** Delivered and neither answered nor rejected. */
	private final TreeSet<Long> open = new TreeSet<>();

	/** Answered and not acknowledged. */
	private final TreeSet<Long> answered = new TreeSet<>();

	AckBatch(int fetchSize, Sink sink) {
		this.size = Math.max(1, Math.min(MAX_SIZE, fetchSize / 2));
		this.sink = sink;
	}

	/**
	 * Notes that a delivery came.
	 * @param tag its tag
	 */
	synchronized void delivered(long tag) {
		this.open.add(tag);
	}

	/**
	 * Notes that a delivery was answered.
	 * @param tag its tag
	 * @return whether acknowledgements are left that {@link #flush()} must send if
	 * nothing else comes soon
	 */
	synchronized boolean answered(long tag) {
		if (this.open.remove(tag)) {
			this.answered.add(tag);
		}
		if (this.open.isEmpty()) {
			flush();
		}
		else if (this.answered.size() >= this.size) {
			acknowledgeInOrder();
			if (this.answered.size() >= this.size) {
				flush();
			}
		}
		return !this.answered.isEmpty();
	}

	/**
	 * Rejects a delivery.
	 * @param tag its tag
	 */
	synchronized void rejected(long tag) {
		// Before an acknowledgement of more than this one can be sent.
		this.sink.reject(tag);
		this.open.remove(tag);
		if (this.open.isEmpty()) {
			flush();
		}
	}

	/**
	 * Acknowledges all that were answered.
	 */
	synchronized void flush() {
		acknowledgeInOrder();
		for (Long tag : this.answered) {
			this.sink.acknowledge(tag, false, this.open.isEmpty());
		}
		this.answered.clear();
	}

	synchronized boolean isSettled() {
		return this.open.isEmpty();
	}

	/**
	 * Acknowledges, in one frame, those that were answered and have none open before
	 * them.
	 */
	private void acknowledgeInOrder() {
		NavigableSet<Long> inOrder = this.open.isEmpty() ? this.answered
				: this.answered.headSet(this.open.first(), false);
		if (!inOrder.isEmpty()) {
			this.sink.acknowledge(inOrder.last(), true, this.open.isEmpty());
			inOrder.clear();
		}
	}

	/**
	 * Sends acknowledgements and rejections.
	 */
	interface Sink {

		/**
		 * Rejects a delivery.
		 * @param tag the delivery
		 */
		void reject(long tag);

		/**
		 * Sends an acknowledgement.
		 * @param tag the delivery
		 * @param multiple whether all before it are acknowledged too
		 * @param now whether nothing else is in flight that it could be sent with
		 */
		void acknowledge(long tag, boolean multiple, boolean now);

	}

}
