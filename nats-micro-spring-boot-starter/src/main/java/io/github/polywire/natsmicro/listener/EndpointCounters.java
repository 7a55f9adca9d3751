package io.github.polywire.natsmicro.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of one endpoint since the application started, resets of its statistics
 * notwithstanding. Thread-safe.
 */
public final class EndpointCounters {

	final AtomicInteger inFlight = new AtomicInteger();

	final LongAdder requests = new LongAdder();

	final LongAdder errors = new LongAdder();

	final LongAdder processingNanos = new LongAdder();

	final LongAdder invalid = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder expired = new LongAdder();

	final LongAdder lostReplies = new LongAdder();

	volatile String lastError = "";

	EndpointCounters() {
	}

	void error(int code, String description) {
		this.lastError = code + ":" + description;
		this.errors.increment();
	}

	/**
	 * Requests that were taken and whose handling has not ended.
	 * @return the number
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Requests that were handled or refused.
	 * @return the number
	 */
	public long requests() {
		return this.requests.sum();
	}

	/**
	 * Requests that were answered with an error.
	 * @return the number
	 */
	public long errors() {
		return this.errors.sum();
	}

	/**
	 * Requests that did not fit their handler.
	 * @return the number
	 */
	public long invalid() {
		return this.invalid.sum();
	}

	/**
	 * Requests that were refused because as many were handled and waited as may.
	 * @return the number
	 */
	public long refused() {
		return this.refused.sum();
	}

	/**
	 * Requests that were dropped because their callers had stopped to wait.
	 * @return the number
	 */
	public long expired() {
		return this.expired.sum();
	}

	/**
	 * Requests that were handled, but whose reply could not be sent.
	 * @return the number
	 */
	public long lostReplies() {
		return this.lostReplies.sum();
	}

	/**
	 * How long handlers took altogether, until their results were there.
	 * @return nanoseconds
	 */
	public long processingNanos() {
		return this.processingNanos.sum();
	}

}
