package io.github.polywire.benchmarks.harness;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts and checks the answers of one contender in one round. Counts those that come in
 * its window of time; checks all. Thread-safe.
 */
public final class Tally {

	private static final long LONGEST_LATENCY = TimeUnit.SECONDS.toNanos(120);

	private static final int SIGNIFICANT_DIGITS = 3;

	private final AtomicLong rightAnswers = new AtomicLong();

	private final Histogram latencies = new ConcurrentHistogram(LONGEST_LATENCY, SIGNIFICANT_DIGITS);

	private final LongUnaryOperator solution;

	private final AtomicLong questions = new AtomicLong();

	private final AtomicLong failures = new AtomicLong();

	private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();

	private final long windowStart;

	private final long windowEnd;

	/**
	 * Creates a tally, whose time starts to run.
	 * @param solution knows the right answers
	 * @param leadInNanos for how long answers are not counted
	 * @param windowNanos for how long they are counted then
	 */
	public Tally(LongUnaryOperator solution, long leadInNanos, long windowNanos) {
		this.solution = solution;
		this.windowStart = System.nanoTime() + leadInNanos;
		this.windowEnd = this.windowStart + windowNanos;
	}

	boolean isOver() {
		return remainingNanos() <= 0;
	}

	long remainingNanos() {
		return this.windowEnd - System.nanoTime();
	}

	long nextQuestion() {
		return this.questions.getAndIncrement();
	}

	void answered(long question, long answer, long askedNanos) {
		long now = System.nanoTime();
		long right = this.solution.applyAsLong(question);
		if (answer != right) {
			failed("The answer to %d is %d and not %d".formatted(question, answer, right));
		}
		else {
			this.rightAnswers.incrementAndGet();
		}
		if (answer == right && now - this.windowStart >= 0 && now - this.windowEnd < 0) {
			this.latencies.recordValue(Math.min(now - askedNanos, LONGEST_LATENCY));
		}
	}

	void failed(Throwable failure) {
		failed(failure.toString());
	}

	private void failed(String failure) {
		this.failures.incrementAndGet();
		this.firstFailure.compareAndSet(null, failure);
	}

	/**
	 * What was measured.
	 * @param cpuNanos the processor time that all calls took, counted or not
	 * @return the measurement
	 */
	public Measurement measurement(long cpuNanos) {
		double seconds = (this.windowEnd - this.windowStart) / (double) TimeUnit.SECONDS.toNanos(1);
		return new Measurement(this.latencies.getTotalCount() / seconds, millis(50), millis(99),
				cpuNanos / 1000.0 / Math.max(1, this.rightAnswers.get()), this.failures.get(), this.firstFailure.get());
	}

	private double millis(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

}
