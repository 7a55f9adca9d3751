package io.github.polywire.benchmarks.metricq;

import java.util.concurrent.TimeUnit;

import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.Spread;

/**
 * Compares how long it takes to ask for a long history and to read all of it.
 */
final class HistoryComparison {

	private static final String TASK = "history-1000000";

	private static final int MAX_REQUESTS = 25;

	private static final double REQUESTS_PER_SECOND = 5;

	private final HistoryAsker ours;

	private final HistoryAsker rival;

	private final Report report;

	HistoryComparison(HistoryAsker ours, HistoryAsker rival, Report report) {
		this.ours = ours;
		this.rival = rival;
		this.report = report;
	}

	/**
	 * Measures and reports.
	 * @param seconds about how long
	 * @return how many times faster ours is
	 * @throws Exception if there is no answer
	 */
	double measure(double seconds) throws Exception {
		int count = (int) Math.max(1, Math.min(MAX_REQUESTS, seconds * REQUESTS_PER_SECOND));
		for (int i = 0; i < count; i++) {
			millis(this.ours);
			millis(this.rival);
		}
		double[] oursMillis = new double[count];
		double[] rivalMillis = new double[count];
		double[] ratios = new double[count];
		for (int i = 0; i < count; i++) {
			oursMillis[i] = millis(this.ours);
			rivalMillis[i] = millis(this.rival);
			ratios[i] = rivalMillis[i] / oursMillis[i];
		}
		this.report.row(TASK, this.ours.name(), "ms from the request to the last value", Spread.of(oursMillis));
		this.report.row(TASK, this.rival.name(), "ms from the request to the last value", Spread.of(rivalMillis));
		return Spread.of(ratios).median();
	}

	private double millis(HistoryAsker asker) throws Exception {
		long begun = System.nanoTime();
		long right = asker.ask();
		long nanos = System.nanoTime() - begun;
		if (right != HandDatabase.SIZE) {
			this.report
				.failure("%s %s: %d values of %d were right".formatted(TASK, asker.name(), right, HandDatabase.SIZE));
		}
		return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

}
