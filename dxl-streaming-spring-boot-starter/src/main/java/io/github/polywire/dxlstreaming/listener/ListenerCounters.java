package io.github.polywire.dxlstreaming.listener;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * What became of a container's polls and records since its creation. Thread-safe.
 */
public final class ListenerCounters {

	private final LongAdder polls = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder received = new LongAdder();

	private final LongAdder handled = new LongAdder();

	private final LongAdder inHand = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final LongAdder skipped = new LongAdder();

	private final LongAdder invalidPayloads = new LongAdder();

	private final LongAdder commits = new LongAdder();

	private final LongAdder lostConsumers = new LongAdder();

	private final LongAdder slowBatches = new LongAdder();

	private volatile @Nullable Instant lastPoll;

	void polled(int records) {
		this.polls.increment();
		this.received.add(records);
		this.inHand.add(records);
		this.lastPoll = Instant.now();
	}

	void failed() {
		this.failures.increment();
	}

	void handled(int records) {
		this.handled.add(records);
		this.inHand.add(-records);
	}

	void skipped(int records) {
		this.skipped.add(records);
		this.inHand.add(-records);
	}

	void abandoned(int records) {
		this.inHand.add(-records);
	}

	void retried() {
		this.retries.increment();
	}

	void invalidPayload() {
		this.invalidPayloads.increment();
	}

	void committed() {
		this.commits.increment();
	}

	void lostConsumer() {
		this.lostConsumers.increment();
	}

	void slowBatch() {
		this.slowBatches.increment();
	}

	/**
	 * When a poll last succeeded.
	 * @return the time, or {@code null}
	 */
	public @Nullable Instant lastPoll() {
		return this.lastPoll;
	}

	/**
	 * Polls that succeeded.
	 * @return the number
	 */
	public long polls() {
		return this.polls.sum();
	}

	/**
	 * Requests that failed, and are made again.
	 * @return the number
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Records that came.
	 * @return the number
	 */
	public long received() {
		return this.received.sum();
	}

	/**
	 * Records that were handled.
	 * @return the number
	 */
	public long handled() {
		return this.handled.sum();
	}

	/**
	 * Records that came and are neither handled nor given up.
	 * @return the number
	 */
	public long inHand() {
		return this.inHand.sum();
	}

	/**
	 * Calls of the listener that were made again.
	 * @return the number
	 */
	public long retries() {
		return this.retries.sum();
	}

	/**
	 * Records that failed for good: skipped or dead-lettered.
	 * @return the number
	 */
	public long skipped() {
		return this.skipped.sum();
	}

	/**
	 * Payloads that could not be read.
	 * @return the number
	 */
	public long invalidPayloads() {
		return this.invalidPayloads.sum();
	}

	/**
	 * Commits.
	 * @return the number
	 */
	public long commits() {
		return this.commits.sum();
	}

	/**
	 * Consumer instances that the service did not know any more.
	 * @return the number
	 */
	public long lostConsumers() {
		return this.lostConsumers.sum();
	}

	/**
	 * Batches whose handling came near the session timeout.
	 * @return the number
	 */
	public long slowBatches() {
		return this.slowBatches.sum();
	}

}
