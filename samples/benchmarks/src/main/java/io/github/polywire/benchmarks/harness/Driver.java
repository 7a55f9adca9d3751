package io.github.polywire.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Measures contenders in turn, in several rounds, every other one in reverse, so that
 * what else the machine does meets them alike.
 */
public final class Driver {

	private static final int ROUNDS = 5;

	private static final double LONGEST_WARM_UP_SECONDS = 3;

	private static final double LEAD_IN_SHARE = 0.1;

	private final LongUnaryOperator solution;

	private final double seconds;

	private final LongSupplier cpuNanos;

	/**
	 * Creates a driver.
	 * @param solution knows the right answers
	 * @param seconds how long to measure each series, all rounds together
	 * @param cpuNanos the processor time that both sides have taken so far
	 */
	public Driver(LongUnaryOperator solution, double seconds, LongSupplier cpuNanos) {
		this.solution = solution;
		this.seconds = seconds;
		this.cpuNanos = cpuNanos;
	}

	/**
	 * Warms up and measures.
	 * @param series what to measure
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void measure(List<Series> series) throws InterruptedException {
		for (Series each : series) {
			drive(each, 0, Math.min(this.seconds / 2, LONGEST_WARM_UP_SECONDS));
		}
		List<Series> order = new ArrayList<>(series);
		for (int round = 0; round < ROUNDS; round++) {
			for (Series each : order) {
				double window = this.seconds / ROUNDS;
				each.add(drive(each, window * LEAD_IN_SHARE, window));
			}
			Collections.reverse(order);
		}
	}

	private Measurement drive(Series series, double leadIn, double window) throws InterruptedException {
		Tally tally = new Tally(this.solution, nanos(leadIn), nanos(window));
		long before = this.cpuNanos.getAsLong();
		series.contender().drive(tally, series.inFlight());
		return tally.measurement(this.cpuNanos.getAsLong() - before);
	}

	private static long nanos(double seconds) {
		return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
	}

}
