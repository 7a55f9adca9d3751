package io.github.polywire.benchmarks.natsmicro;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.Driver;
import io.github.polywire.benchmarks.harness.Measurement;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.Series;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.localbrokers.LocalNats;

/**
 * Compares the NATS micro starter with jnats alone and with the micro services of jnats:
 * our service asked by jnats, and asked by our template.
 */
public final class NatsMicroBenchmark implements Benchmark {

	private static final String URL_VARIABLE = "POLYWIRE_BENCHMARKS_NATS_URL";

	private static final int SOME = 64;

	private static final int MANY = 512;

	@Override
	public String name() {
		return "nats-micro";
	}

	@Override
	public void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		try (LocalNats nats = LocalNats.start();
				ServerProcess server = servers.start(Stream.of(Role.values()).map(Role::name).toList(),
						Map.of(URL_VARIABLE, nats.url()));
				OursClient ours = new OursClient(nats.url());
				RawClient raw = RawClient.withDefaults(nats.url());
				RawClient batches = RawClient.withBatches(nats.url())) {
			report.environment("NATS " + nats.version());
			String echo = OursServer.GROUP + ".echo";
			String json = OursServer.GROUP + ".json";
			String waiting = OursServer.GROUP + ".waiting";
			Series oursSome = new Series("throughput-64", ours.asynchronous("ours", echo), SOME);
			Series servedSome = new Series("throughput-64", raw.asynchronous("ours-server", echo), SOME);
			Series rawSome = new Series("throughput-64", raw.asynchronous("jnats", RawServer.SUBJECT), SOME);
			Series batchesSome = new Series("throughput-64", batches.asynchronous("jnats-batches", RawServer.SUBJECT),
					SOME);
			Series serviceSome = new Series("throughput-64", raw.asynchronous("jnats-service", JnatsService.SUBJECT),
					SOME);
			Series oursMany = new Series("throughput-512", ours.asynchronous("ours", echo), MANY);
			Series servedMany = new Series("throughput-512", raw.asynchronous("ours-server", echo), MANY);
			Series rawMany = new Series("throughput-512", raw.asynchronous("jnats", RawServer.SUBJECT), MANY);
			Series batchesMany = new Series("throughput-512", batches.asynchronous("jnats-batches", RawServer.SUBJECT),
					MANY);
			Series oursJson = new Series("json-64", ours.json("ours", json), SOME);
			Series servedJson = new Series("json-64", raw.json("ours-server", json), SOME);
			Series oursOne = new Series("sequential", ours.blocking("ours", echo), 1);
			Series servedOne = new Series("sequential", raw.blocking("ours-server", echo), 1);
			Series rawOne = new Series("sequential", raw.blocking("jnats", RawServer.SUBJECT), 1);
			Series servedWaiting = new Series("waiting-64", raw.asynchronous("ours-server", waiting), SOME);
			Series serviceWaiting = new Series("waiting-64",
					raw.asynchronous("jnats-service", JnatsService.WAITING_SUBJECT), SOME);
			List<Series> all = List.of(oursSome, servedSome, rawSome, batchesSome, serviceSome, oursMany, servedMany,
					rawMany, batchesMany, oursJson, servedJson, oursOne, servedOne, rawOne, servedWaiting,
					serviceWaiting);
			new Driver((question) -> question, options.seconds(), server::cpuNanos).measure(all);
			report.table(all);
			legend(report);
			ratio(report, "throughput-64-server", servedSome, rawSome);
			ratio(report, "throughput-64-server", servedSome, serviceSome);
			ratio(report, "throughput-512-server", servedMany, rawMany);
			ratio(report, "json-64-server", servedJson, rawSome);
			report.ratio("sequential-server", "jnats", rawOne.ratioTo(servedOne, Measurement::p50));
			ratio(report, "waiting-64-server", servedWaiting, serviceWaiting);
			ratio(report, "throughput-64", oursSome, rawSome);
			ratio(report, "throughput-64", oursSome, batchesSome);
			ratio(report, "throughput-512", oursMany, rawMany);
			ratio(report, "throughput-512", oursMany, batchesMany);
			ratio(report, "json-64", oursJson, rawSome);
			ratio(report, "json-64", oursJson, batchesSome);
			report.ratio("sequential", "jnats", rawOne.ratioTo(oursOne, Measurement::p50));
		}
	}

	private static void legend(Report report) {
		report.note("");
		report.note("Medians over the rounds, with the least and the greatest. A ratio is the median of the rounds'"
				+ " ratios, above 1 where ours is better: calls/s divided by the rival's, and for sequential the"
				+ " rival's p50 divided by ours. ours-server is our service asked by jnats, ours is"
				+ " our service asked by our template. Handlers of waiting-64 wait 5 ms, ours with the default"
				+ " concurrency of 32. CPU is that of both JVMs, without the server's.");
	}

	private static void ratio(Report report, String what, Series ours, Series rival) {
		report.ratio(what, rival.name(), ours.ratioTo(rival, Measurement::callsPerSecond));
	}

	@Override
	public AutoCloseable serve(List<String> roles) throws Exception {
		String url = System.getenv(URL_VARIABLE);
		List<AutoCloseable> servers = new ArrayList<>();
		for (String role : roles) {
			servers.add(0, Role.valueOf(role).serve(url));
		}
		return () -> {
			for (AutoCloseable server : servers) {
				server.close();
			}
		};
	}

}
