package io.github.polywire.metricq.listener;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the history requests that one database gets. Thread-safe.
 */
public final class HistoryCounters {

	private final LongAdder answered = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder malformed = new LongAdder();

	private final InFlight inFlight = new InFlight();

	void countAnswered() {
		this.answered.increment();
	}

	void countFailed() {
		this.failed.increment();
	}

	void countMalformed() {
		this.malformed.increment();
	}

	InFlight inFlight() {
		return this.inFlight;
	}

	/**
	 * Requests that were answered with values or aggregates.
	 * @return the number
	 */
	public long answered() {
		return this.answered.sum();
	}

	/**
	 * Requests that were answered with an error because the database failed.
	 * @return the number
	 */
	public long failed() {
		return this.failed.sum();
	}

	/**
	 * Messages that are no requests, or have no address for the answer.
	 * @return the number
	 */
	public long malformed() {
		return this.malformed.sum();
	}

	/**
	 * Requests that are being answered.
	 * @return the number
	 */
	public int inFlightCount() {
		return this.inFlight.count();
	}

}
