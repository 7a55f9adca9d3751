package io.github.polywire.rabibridge.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of one function since the application started. Thread-safe.
 */
public final class FunctionCounters {

	final AtomicInteger inFlight = new AtomicInteger();

	final LongAdder calls = new LongAdder();

	final LongAdder errors = new LongAdder();

	final LongAdder invalid = new LongAdder();

	final LongAdder withoutReplyTo = new LongAdder();

	final LongAdder expired = new LongAdder();

	final LongAdder redelivered = new LongAdder();

	final LongAdder lostReplies = new LongAdder();

	FunctionCounters() {
	}

	/**
	 * Calls that were taken from the broker and are not answered.
	 * @return the number
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * Calls that were answered, with whatever.
	 * @return the number
	 */
	public long calls() {
		return this.calls.sum();
	}

	/**
	 * Calls that were answered with an error.
	 * @return the number
	 */
	public long errors() {
		return this.errors.sum();
	}

	/**
	 * Requests that could not be decoded or whose arguments did not fit.
	 * @return the number
	 */
	public long invalid() {
		return this.invalid.sum();
	}

	/**
	 * Requests that were rejected because they had no reply address.
	 * @return the number
	 */
	public long withoutReplyTo() {
		return this.withoutReplyTo.sum();
	}

	/**
	 * Calls that were not executed because their callers had stopped to wait.
	 * @return the number
	 */
	public long expired() {
		return this.expired.sum();
	}

	/**
	 * Requests that the broker had delivered before.
	 * @return the number
	 */
	public long redelivered() {
		return this.redelivered.sum();
	}

	/**
	 * Calls that were executed, but whose reply could not be sent.
	 * @return the number
	 */
	public long lostReplies() {
		return this.lostReplies.sum();
	}

}
