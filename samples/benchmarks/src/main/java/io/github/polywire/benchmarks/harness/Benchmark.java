package io.github.polywire.benchmarks.harness;

import java.util.List;

/**
 * Something to measure, with a client side in this JVM and a server side in another.
 */
public interface Benchmark {

	/**
	 * The name on the command line.
	 * @return one word, with dashes
	 */
	String name();

	/**
	 * Measures and reports.
	 * @param options what the command line asks for
	 * @param servers starts server sides
	 * @param report where to report
	 * @throws Exception if it cannot be run
	 */
	void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception;

	/**
	 * Starts the server side, in a JVM of its own.
	 * @param roles which parts of it
	 * @return stops it
	 * @throws Exception if it cannot be started
	 */
	AutoCloseable serve(List<String> roles) throws Exception;

}
