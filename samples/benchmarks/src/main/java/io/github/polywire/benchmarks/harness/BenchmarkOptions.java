package io.github.polywire.benchmarks.harness;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.DoublePredicate;

/**
 * What the command line asks for.
 *
 * @param benchmark the name of the benchmark
 * @param seconds how long to measure each contender at each task
 * @param inFlight how many calls to have in flight
 * @param tls whether to talk to the broker over TLS
 */
public record BenchmarkOptions(String benchmark, double seconds, int inFlight, boolean tls) {

	static final double DEFAULT_SECONDS = 8;

	static final int DEFAULT_IN_FLIGHT = 192;

	private static final int MAX_SECONDS = 3600;

	private static final int MAX_IN_FLIGHT = 1000;

	/**
	 * Reads a command line.
	 * @param args the arguments
	 * @return the options
	 * @throws IllegalArgumentException with a sentence for the user
	 */
	public static BenchmarkOptions parse(String... args) {
		String benchmark = "";
		double seconds = DEFAULT_SECONDS;
		int inFlight = DEFAULT_IN_FLIGHT;
		boolean tls = false;
		Iterator<String> rest = Arrays.asList(args).iterator();
		while (rest.hasNext()) {
			String arg = rest.next();
			switch (arg) {
				case "--seconds" -> {
					seconds = number(arg, rest, "above 0 and up to 3600", (n) -> n > 0 && n <= MAX_SECONDS);
				}
				case "--in-flight" -> {
					inFlight = (int) number(arg, rest, "a whole number from 1 to 1000",
							(n) -> n >= 1 && n <= MAX_IN_FLIGHT && n == Math.rint(n));
				}
				case "--tls" -> {
					tls = true;
				}
				default -> {
					if (arg.startsWith("-") || !benchmark.isEmpty()) {
						throw new IllegalArgumentException("'%s' is not an option".formatted(arg));
					}
					benchmark = arg;
				}
			}
		}
		return new BenchmarkOptions(benchmark, seconds, inFlight, tls);
	}

	private static double number(String option, Iterator<String> rest, String wanted, DoublePredicate valid) {
		String value = rest.hasNext() ? rest.next() : "";
		try {
			double number = Double.parseDouble(value);
			if (valid.test(number)) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Told below.
		}
		throw new IllegalArgumentException("The value of %s is '%s' and must be %s".formatted(option, value, wanted));
	}

}
