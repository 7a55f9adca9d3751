package io.github.polywire.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.polywire.benchmarks.dxlstreaming.DxlStreamingBenchmark;
import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.benchmarks.metricq.MetricqBenchmark;
import io.github.polywire.benchmarks.natsmicro.NatsMicroBenchmark;
import io.github.polywire.benchmarks.rabibridge.RabiBridgeBenchmark;
import io.github.polywire.benchmarks.statsd.StatsdBenchmark;

/**
 * Runs a benchmark: {@code <name> [--seconds N] [--in-flight N] [--tls]}.
 */
public final class BenchmarksMain {

	private static final String SERVE = "--serve";

	static final int SUCCESS = 0;

	static final int WRONG_ANSWERS = 1;

	static final int WRONG_USAGE = 2;

	private final List<Benchmark> benchmarks = List.of(new RabiBridgeBenchmark(), new NatsMicroBenchmark(),
			new MetricqBenchmark(), new StatsdBenchmark(), new DxlStreamingBenchmark());

	private final PrintStream out;

	BenchmarksMain(PrintStream out) {
		this.out = out;
	}

	public static void main(String[] args) throws Exception {
		BenchmarksMain main = new BenchmarksMain(System.out);
		if (args.length > 1 && args[0].equals(SERVE)) {
			main.serve(args[1], Arrays.asList(args).subList(2, args.length));
			return;
		}
		System.exit(main.run(args));
	}

	int run(String... args) throws Exception {
		BenchmarkOptions options;
		try {
			options = BenchmarkOptions.parse(args);
		}
		catch (IllegalArgumentException ex) {
			this.out.println(ex.getMessage());
			return WRONG_USAGE;
		}
		Optional<Benchmark> benchmark = find(options.benchmark());
		if (benchmark.isEmpty()) {
			this.out.println(unknown(options.benchmark()));
			return WRONG_USAGE;
		}
		Report report = new Report(this.out);
		ServerLauncher servers = new ServerLauncher(BenchmarksMain.class, List.of(SERVE, options.benchmark()));
		benchmark.get().run(options, servers, report);
		return report.conclude() ? SUCCESS : WRONG_ANSWERS;
	}

	private void serve(String name, List<String> roles) throws Exception {
		Benchmark benchmark = find(name).orElseThrow(() -> new IllegalArgumentException(unknown(name)));
		AutoCloseable server = benchmark.serve(roles);
		ServerProcess.awaitEnd(this.out, System.in);
		server.close();
	}

	private Optional<Benchmark> find(String name) {
		return this.benchmarks.stream().filter((benchmark) -> benchmark.name().equals(name)).findFirst();
	}

	private String unknown(String name) {
		String names = this.benchmarks.stream().map(Benchmark::name).collect(Collectors.joining(", "));
		return (name.isEmpty() ? "Say which benchmark to run" : "There is no benchmark '" + name + "'")
				+ "; the names are: " + names;
	}

}
