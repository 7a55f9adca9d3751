package io.github.polywire.databus;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.util.Assert;

/**
 * What goes wrong on purpose with the requests of consumers and producers. Can be changed
 * at any time, by one thread at a time.
 */
public final class DatabusFaults {

	private volatile Shares shares;

	private final AtomicInteger unavailableNext = new AtomicInteger();

	private final AtomicInteger cutNext = new AtomicInteger();

	private final AtomicLong unavailable = new AtomicLong();

	private final AtomicLong cut = new AtomicLong();

	DatabusFaults(double unavailable, double cut) {
		this.shares = new Shares(unavailable, cut);
	}

	/**
	 * Answers a share of the requests with 503, without doing what they ask.
	 * @param share from 0 to 1
	 */
	public void unavailable(double share) {
		this.shares = new Shares(share, this.shares.cut());
	}

	/**
	 * Does what a share of the requests asks, and then breaks the connection in the
	 * middle of the response.
	 * @param share from 0 to 1
	 */
	public void cut(double share) {
		this.shares = new Shares(this.shares.unavailable(), share);
	}

	/**
	 * Answers the next requests with 503, besides those of the share.
	 * @param requests how many
	 */
	public void unavailableNext(int requests) {
		this.unavailableNext.set(requests);
	}

	/**
	 * Cuts the responses to the next polls, besides those of the share.
	 * @param polls how many
	 */
	public void cutNextPolls(int polls) {
		this.cutNext.set(polls);
	}

	/**
	 * Ends all of that.
	 */
	public void none() {
		this.shares = new Shares(0, 0);
		this.unavailableNext.set(0);
		this.cutNext.set(0);
	}

	/**
	 * How many requests were answered with 503 on purpose.
	 * @return the number
	 */
	public long unavailableCount() {
		return this.unavailable.get();
	}

	/**
	 * How many responses were cut.
	 * @return the number
	 */
	public long cutCount() {
		return this.cut.get();
	}

	boolean drawUnavailable() {
		return draw(this.shares.unavailable(), true, this.unavailableNext, this.unavailable);
	}

	boolean drawCut(boolean poll) {
		return draw(this.shares.cut(), poll, this.cutNext, this.cut);
	}

	private static boolean draw(double share, boolean countable, AtomicInteger next, AtomicLong count) {
		boolean drawn = (countable && next.getAndUpdate((left) -> Math.max(0, left - 1)) > 0)
				|| ThreadLocalRandom.current().nextDouble() < share;
		if (drawn) {
			count.incrementAndGet();
		}
		return drawn;
	}

	private record Shares(double unavailable, double cut) {

		Shares {
			Assert.isTrue(unavailable >= 0 && unavailable <= 1 && cut >= 0 && cut <= 1,
					"A share of faults must be from 0 to 1");
		}

	}

}
