package io.github.polywire.metricq.listener;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what one listener gets. Thread-safe.
 */
public final class ListenerCounters {

	private final LongAdder points = new LongAdder();

	private final LongAdder chunks = new LongAdder();

	private final LongAdder irregular = new LongAdder();

	private final LongAdder malformed = new LongAdder();

	private final LongAdder redelivered = new LongAdder();

	private final LongAdder retried = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private final LongAdder requeued = new LongAdder();

	private final LongAdder resubscribed = new LongAdder();

	private volatile long lastTimeNanos;

	void received(DeliveredChunk chunk, boolean regular) {
		int size = chunk.chunk().size();
		this.chunks.increment();
		this.points.add(size);
		this.lastTimeNanos = chunk.chunk().timeNanos(size - 1);
		if (!regular) {
			this.irregular.increment();
		}
		if (chunk.redelivered()) {
			this.redelivered.increment();
		}
	}

	void countMalformed() {
		this.malformed.increment();
	}

	void countRetried() {
		this.retried.increment();
	}

	void countDropped(int count) {
		this.dropped.add(count);
	}

	void countRequeued(int count) {
		this.requeued.add(count);
	}

	void countResubscribed() {
		this.resubscribed.increment();
	}

	/**
	 * Points that came.
	 * @return the number
	 */
	public long points() {
		return this.points.sum();
	}

	/**
	 * Chunks that came.
	 * @return the number
	 */
	public long chunks() {
		return this.chunks.sum();
	}

	/**
	 * Chunks with times that go back or stand still, or with more times than values or
	 * the reverse.
	 * @return the number
	 */
	public long irregular() {
		return this.irregular.sum();
	}

	/**
	 * Messages that are no chunks.
	 * @return the number
	 */
	public long malformed() {
		return this.malformed.sum();
	}

	/**
	 * Chunks that had been delivered before.
	 * @return the number
	 */
	public long redelivered() {
		return this.redelivered.sum();
	}

	/**
	 * Calls of the listener that were made again.
	 * @return the number
	 */
	public long retried() {
		return this.retried.sum();
	}

	/**
	 * Chunks that the listener failed to handle for good.
	 * @return the number
	 */
	public long dropped() {
		return this.dropped.sum();
	}

	/**
	 * Chunks that went back to the queue.
	 * @return the number
	 */
	public long requeued() {
		return this.requeued.sum();
	}

	/**
	 * How often the listener subscribed again after it had lost its queue.
	 * @return the number
	 */
	public long resubscribed() {
		return this.resubscribed.sum();
	}

	/**
	 * The time of the last point that came.
	 * @return nanoseconds since 1970, or 0 if none came
	 */
	public long lastTimeNanos() {
		return this.lastTimeNanos;
	}

}
