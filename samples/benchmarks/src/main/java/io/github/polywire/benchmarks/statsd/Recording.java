package io.github.polywire.benchmarks.statsd;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Records numbered lines from several threads, at a given rate or as fast as it goes.
 */
final class Recording {

	private static final int SIGNIFICANT_DIGITS = 3;

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(60);

	private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final Recorder recorder;

	private final int perThread;

	private final int perTick;

	private final boolean timed;

	private final Histogram nanos = new ConcurrentHistogram(LONGEST, SIGNIFICANT_DIGITS);

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicInteger running = new AtomicInteger(Recorder.THREADS);

	private final long startedNanos = System.nanoTime();

	private volatile long endedNanos;

	/**
	 * Starts to record.
	 * @param recorder how
	 * @param perThread how many lines from each thread
	 * @param perSecond how many lines in a second from all threads, or 0 for as many as
	 * it goes
	 * @param timed whether to measure each call
	 */
	Recording(Recorder recorder, int perThread, int perSecond, boolean timed) {
		this.recorder = recorder;
		this.perThread = perThread;
		this.perTick = perSecond / 1000 / Recorder.THREADS;
		this.timed = timed;
		for (int t = 0; t < Recorder.THREADS; t++) {
			int thread = t;
			this.threads.add(new Thread(() -> run(thread), "recorder-" + t));
		}
		this.threads.forEach(Thread::start);
	}

	private void run(int thread) {
		long next = System.nanoTime();
		for (int number = 1; number <= this.perThread; number++) {
			if (this.timed) {
				long before = System.nanoTime();
				this.recorder.record(thread, number);
				this.nanos.recordValue(Math.min(LONGEST, System.nanoTime() - before));
			}
			else {
				this.recorder.record(thread, number);
			}
			if (this.perTick > 0 && number % this.perTick == 0) {
				next += TICK_NANOS;
				while (next - System.nanoTime() > 0) {
					LockSupport.parkNanos(next - System.nanoTime());
				}
			}
		}
		if (this.running.decrementAndGet() == 0) {
			this.endedNanos = System.nanoTime();
		}
	}

	void await() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	long startedNanos() {
		return this.startedNanos;
	}

	double seconds() {
		return (this.endedNanos - this.startedNanos) / 1e9;
	}

	Histogram nanos() {
		return this.nanos;
	}

}
