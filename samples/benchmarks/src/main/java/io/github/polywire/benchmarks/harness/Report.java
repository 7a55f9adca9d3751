package io.github.polywire.benchmarks.harness;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.util.Assert;

/**
 * Prints what was measured, and remembers whether all answers were right.
 */
public final class Report {

	private static final String ROW = "%-16s %-22s %8s %26s %24s %24s %18s%n";

	private static final String WORD = "[a-z0-9]+(-[a-z0-9]+)*";

	private final PrintStream out;

	private final List<String> failures = new ArrayList<>();

	/**
	 * Creates a report.
	 * @param out where to print
	 */
	public Report(PrintStream out) {
		this.out = out;
	}

	/**
	 * Prints what the figures are true of.
	 * @param broker the broker and its version
	 */
	public void environment(String broker) {
		this.out.printf("%s; %s %s; %s %s; %d cores%n%n", broker, System.getProperty("java.vm.name"),
				System.getProperty("java.vm.version"), System.getProperty("os.name"), System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors());
	}

	/**
	 * Prints a line of prose.
	 * @param text the line
	 */
	public void note(String text) {
		this.out.println(text);
	}

	/**
	 * Prints a table of medians with the least and the greatest.
	 * @param series the rows
	 */
	public void table(List<Series> series) {
		this.out.printf(ROW, "task", "contender", "inflight", "calls/s (min..max)", "p50 ms (min..max)",
				"p99 ms (min..max)", "CPU us/call");
		for (Series each : series) {
			this.out.printf(ROW, each.task(), each.name(), each.inFlight(),
					spread(each.spread(Measurement::callsPerSecond), 0), spread(each.spread(Measurement::p50), 2),
					spread(each.spread(Measurement::p99), 2), spread(each.spread(Measurement::cpuMicros), 0));
			noteFailures(each);
		}
	}

	/**
	 * Prints a row of something else than calls.
	 * @param task what was measured
	 * @param contender who was measured
	 * @param unit the unit of the figures
	 * @param figures the figures
	 */
	public void row(String task, String contender, String unit, Spread figures) {
		this.out.printf("%-16s %-22s %s %s%n", task, contender, spread(figures, 2), unit);
	}

	/**
	 * Prints a comparison.
	 * @param what what was compared
	 * @param rival whom with
	 * @param ratio how many times better ours is
	 */
	public void ratio(String what, String rival, double ratio) {
		this.out.println(ratioLine(what, rival, ratio));
	}

	/**
	 * Notes that something went wrong, which fails the run.
	 * @param failure what went wrong
	 */
	public void failure(String failure) {
		this.failures.add(failure);
	}

	/**
	 * Prints what went wrong.
	 * @return whether nothing did
	 */
	public boolean conclude() {
		this.failures.forEach((failure) -> this.out.println("FAILED " + failure));
		return this.failures.isEmpty();
	}

	private void noteFailures(Series series) {
		long count = series.measurements().stream().mapToLong(Measurement::failures).sum();
		if (count > 0) {
			String first = series.measurements()
				.stream()
				.filter((measurement) -> measurement.failures() > 0)
				.findFirst()
				.map(Measurement::firstFailure)
				.orElse("");
			failure("%s %s: %d wrong or failed calls, the first: %s".formatted(series.task(), series.name(), count,
					first));
		}
	}

	static String ratioLine(String what, String rival, double ratio) {
		Assert.isTrue(what.matches(WORD), "'what' must be a single word");
		Assert.isTrue(rival.matches(WORD), "'rival' must be a single word");
		return String.format(Locale.ROOT, "ratio %s ours/%s %.2f", what, rival, ratio);
	}

	private static String spread(Spread spread, int decimals) {
		String number = "%." + decimals + "f";
		return String.format(Locale.ROOT, number + " (" + number + ".." + number + ")", spread.median(), spread.min(),
				spread.max());
	}

}
