package io.github.polywire.benchmarks.statsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.Spread;
import io.github.polywire.localbrokers.LineTally;
import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.client.QueuedStatsdConnector;

/**
 * Compares the StatsD connector, by itself and under Micrometer, with Micrometer's own
 * TCP transport: how many lines arrive, how fast, and what recording costs.
 */
public final class StatsdBenchmark implements Benchmark {

	private static final int ROUNDS = 3;

	private static final int LINES_PER_SECOND_ASKED = 400_000;

	private static final int MAX_PER_THREAD = 2_000_000;

	private static final int TIMED_RATE = 200_000;

	private static final int OUTAGE_RATE = 100_000;

	private static final int OUTAGE_CAPACITY = 100_000;

	/**
	 * Micrometer drops what is recorded before it is connected; that is not measured
	 * here.
	 */
	private static final double CONNECT_SECONDS = 1;

	/** A port that nobody listens on. */
	private static final int CLOSED_PORT = 1;

	@Override
	public String name() {
		return "statsd";
	}

	@Override
	public void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		report.environment("StatsD by TCP, line server in a JVM of its own");
		Map<String, IntFunction<Recorder>> contenders = new LinkedHashMap<>();
		contenders.put("connector", (port) -> Recorder.connector(port, OverflowPolicy.BLOCK));
		contenders.put("micrometer-connector", Recorder::micrometerOverConnector);
		contenders.put("micrometer", Recorder::micrometer);
		unthrottled(options, servers, report, contenders);
		for (int rate : new int[] { 20_000, 200_000 }) {
			kills(options, servers, report, "connector", (port) -> Recorder.connector(port, OverflowPolicy.DROP_OLDEST),
					rate);
			kills(options, servers, report, "micrometer", Recorder::micrometer, rate);
		}
		costs(options, servers, report, contenders);
		outage(options, report);
	}

	private static void unthrottled(BenchmarkOptions options, ServerLauncher servers, Report report,
			Map<String, IntFunction<Recorder>> contenders) throws Exception {
		int perThread = (int) Math.min(MAX_PER_THREAD, options.seconds() * LINES_PER_SECOND_ASKED / Recorder.THREADS);
		Map<String, List<Double>> speeds = new LinkedHashMap<>();
		Map<String, List<Double>> shares = new LinkedHashMap<>();
		for (int round = 0; round <= ROUNDS; round++) {
			for (Map.Entry<String, IntFunction<Recorder>> contender : contenders.entrySet()) {
				String name = contender.getKey();
				try (CountingServer server = new CountingServer(servers, perThread);
						Recorder recorder = contender.getValue().apply(server.port())) {
					pause(CONNECT_SECONDS);
					Recording recording = new Recording(recorder, perThread, 0, false);
					recording.await();
					CountingServer.Arrival arrival = server.await(perThread);
					row(report, "unthrottled", name, recording.seconds(), arrival.lines(), recorder.atRisk());
					if (round > 0) {
						double seconds = (arrival.lastNanos() - recording.startedNanos()) / 1e9;
						speeds.computeIfAbsent(name, (key) -> new ArrayList<>())
							.add(arrival.lines().delivered() / seconds);
						shares.computeIfAbsent(name, (key) -> new ArrayList<>())
							.add((double) arrival.lines().delivered() / (Recorder.THREADS * perThread));
					}
					check(report, name, arrival.lines(), 0);
				}
			}
		}
		speeds.forEach((name, figures) -> report.row("delivered", name, "lines/s", spread(figures)));
		shares.forEach((name, figures) -> report.row("delivered-share", name, "of all", spread(figures)));
		report.ratio("unthrottled-delivered-per-second", "micrometer",
				median(speeds, "connector") / median(speeds, "micrometer"));
		report.ratio("unthrottled-delivered-share", "micrometer",
				median(shares, "micrometer-connector") / median(shares, "micrometer"));
	}

	private static void kills(BenchmarkOptions options, ServerLauncher servers, Report report, String name,
			IntFunction<Recorder> contender, int rate) throws Exception {
		double down = Math.min(1.5, options.seconds() / 4);
		int perThread = (int) (rate / Recorder.THREADS * Math.min(10, 3 + 2 * options.seconds()));
		try (CountingServer server = new CountingServer(servers, perThread);
				Recorder recorder = contender.apply(server.port())) {
			pause(CONNECT_SECONDS);
			Recording recording = new Recording(recorder, perThread, rate, false);
			for (int kill = 0; kill < 2; kill++) {
				pause(Math.min(2, options.seconds()));
				server.kill();
				pause(down);
				server.start();
			}
			recording.await();
			CountingServer.Arrival arrival = server.await(perThread);
			row(report, "kills-" + rate, name, recording.seconds(), arrival.lines(), recorder.atRisk());
			check(report, name, arrival.lines(), recorder.atRisk());
		}
	}

	private static void costs(BenchmarkOptions options, ServerLauncher servers, Report report,
			Map<String, IntFunction<Recorder>> contenders) throws Exception {
		int perThread = (int) Math.min(MAX_PER_THREAD, TIMED_RATE / Recorder.THREADS * options.seconds());
		Map<String, Double> medians = new LinkedHashMap<>();
		for (Map.Entry<String, IntFunction<Recorder>> contender : contenders.entrySet()) {
			try (CountingServer server = new CountingServer(servers, perThread);
					Recorder recorder = contender.getValue().apply(server.port())) {
				pause(CONNECT_SECONDS);
				new Recording(recorder, perThread / 4, 0, true).await();
				Recording recording = new Recording(recorder, perThread, TIMED_RATE, true);
				recording.await();
				medians.put(contender.getKey(), (double) recording.nanos().getValueAtPercentile(50));
				report.note(String.format(Locale.ROOT, "%-16s %-22s median %d ns  p99 %d ns  p99.9 %d ns",
						"cost-of-a-line", contender.getKey(), recording.nanos().getValueAtPercentile(50),
						recording.nanos().getValueAtPercentile(99), recording.nanos().getValueAtPercentile(99.9)));
			}
		}
		report.ratio("cost-of-a-line", "micrometer",
				medians.getOrDefault("micrometer", 0.0) / medians.getOrDefault("connector", 1.0));
	}

	private static void outage(BenchmarkOptions options, Report report) throws Exception {
		int perThread = (int) (OUTAGE_RATE / Recorder.THREADS * options.seconds());
		QueuedStatsdConnector connector = Recorder.startConnector(CLOSED_PORT, OverflowPolicy.DROP_OLDEST,
				OUTAGE_CAPACITY, 0);
		try (Recorder recorder = new Recorder.ConnectorRecorder(connector)) {
			new Recording(recorder, 2 * OUTAGE_CAPACITY / Recorder.THREADS, 0, false).await();
			long before = usedMemory();
			new Recording(recorder, perThread, OUTAGE_RATE, false).await();
			report.note(String.format(Locale.ROOT, "%-16s %-22s %.0f s at %d lines/s, memory %+.1f MB, %s", "outage",
					"connector", options.seconds(), OUTAGE_RATE, (usedMemory() - before) / 1e6, connector.counts()));
		}
	}

	private static long usedMemory() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static void pause(double seconds) throws InterruptedException {
		Thread.sleep((long) (seconds * TimeUnit.SECONDS.toMillis(1)));
	}

	private static void row(Report report, String task, String contender, double seconds, LineTally.Result lines,
			long atRisk) {
		int all = lines.delivered() + lines.lost();
		report.note(String.format(Locale.ROOT, "%-16s %-22s %9.0f/s recorded  %s  at risk %s", task, contender,
				all / seconds, lines, (atRisk >= 0) ? String.valueOf(atRisk) : "-"));
	}

	private static void check(Report report, String name, LineTally.Result lines, long atRisk) {
		boolean right = lines.doubled() == 0 && lines.disordered() == 0 && lines.garbage() == 0
				&& lines.lost() <= atRisk;
		if (!name.equals("micrometer") && !right) {
			report.failure(name + ": " + lines + ", at risk " + atRisk);
		}
	}

	private static Spread spread(List<Double> figures) {
		return Spread.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
	}

	private static double median(Map<String, List<Double>> figures, String name) {
		return spread(figures.getOrDefault(name, Arrays.asList(0.0))).median();
	}

	@Override
	public AutoCloseable serve(List<String> roles) throws Exception {
		return CountingServer.serve(roles);
	}

}
