package io.github.polywire.benchmarks.dxlstreaming;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Checks that the events of a topic come whole and in order, and takes the times.
 * Thread-safe.
 */
final class Arrivals {

	private static final int PATIENCE_SECONDS = 60;

	private static final int SIGNIFICANT_DIGITS = 3;

	private final Lock lock = new ReentrantLock();

	private final Condition arrived = this.lock.newCondition();

	private final Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);

	private long next;

	private long firstNanos;

	private long firstBatch;

	private long lastNanos;

	private @Nullable String failure;

	/**
	 * Takes the events of a poll.
	 * @param events the events
	 */
	void arrived(Iterable<Event> events) {
		this.lock.lock();
		try {
			this.lastNanos = System.nanoTime();
			boolean first = this.next == 0;
			for (Event event : events) {
				if (event.number() != this.next || !event.isWhole()) {
					this.failure = "event %d came where %d was due".formatted(event.number(), this.next);
				}
				this.latencies.recordValue(Math.max(0, this.lastNanos - event.nanos()));
				this.next++;
			}
			if (first) {
				this.firstNanos = this.lastNanos;
				this.firstBatch = this.next;
			}
			this.arrived.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for events.
	 * @param count how many, all together
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(long count) throws InterruptedException {
		this.lock.lock();
		try {
			long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
			while (this.next < count && left > 0) {
				left = this.arrived.awaitNanos(left);
			}
			long come = this.next;
			Assert.state(come == count, () -> "Of %d events %d came".formatted(count, come));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many events came in a second after the first poll.
	 * @return the number
	 */
	double perSecond() {
		return (this.next - this.firstBatch) * (double) TimeUnit.SECONDS.toNanos(1)
				/ Math.max(1, this.lastNanos - this.firstNanos);
	}

	/**
	 * The median time from sending to arrival.
	 * @return the time in milliseconds
	 */
	double medianMillis() {
		return this.latencies.getValueAtPercentile(50) / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	@Nullable String failure() {
		return this.failure;
	}

}
