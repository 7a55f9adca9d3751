package io.github.polywire.benchmarks.rabibridge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.Driver;
import io.github.polywire.benchmarks.harness.Measurement;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.Series;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.localbrokers.LocalCertificate;
import io.github.polywire.localbrokers.LocalRabbit;

import org.springframework.util.FileSystemUtils;

/**
 * Compares the RabiBridge starter with what else makes remote calls over RabbitMQ.
 */
public final class RabiBridgeBenchmark implements Benchmark {

	private static final int STARTUP_ROUNDS = 3;

	private static final double STARTUP_SECONDS = 2;

	@Override
	public String name() {
		return "rabibridge";
	}

	@Override
	public void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		if (options.tls()) {
			runOverTls(options, servers, report);
			return;
		}
		try (LocalRabbit rabbit = LocalRabbit.start()) {
			report.environment("RabbitMQ " + rabbit.version());
			compareAll(BrokerAddress.of(rabbit, null), options, servers, report);
		}
	}

	private void runOverTls(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		Path folder = Files.createTempDirectory("polywire-benchmarks");
		try {
			LocalCertificate certificate = LocalCertificate.createIn(folder);
			Path authority = certificate.certificate();
			try (LocalRabbit rabbit = LocalRabbit.builder()
				.tls(authority, certificate.privateKey(), authority)
				.start()) {
				report.environment("RabbitMQ " + rabbit.version() + " over TLS");
				compareOverTls(BrokerAddress.of(rabbit, authority), options, servers, report);
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private void compareAll(BrokerAddress broker, BenchmarkOptions options, ServerLauncher servers, Report report)
			throws Exception {
		int inFlight = options.inFlight();
		try (OursClient ours = new OursClient(broker)) {
			try (ServerProcess server = start(servers, broker, Role.OURS, Role.BY_HAND, Role.BY_HAND_BATCHED,
					Role.SPRING);
					HandClient byHand = new HandClient(broker, HandServer.FUNCTION);
					HandClient batched = new HandClient(broker, HandServer.BATCHED_FUNCTION);
					SpringClient spring = new SpringClient(broker, inFlight)) {
				Series oursAsync = new Series("throughput", ours.asynchronous(), inFlight);
				Series handAsync = new Series("throughput", byHand.asynchronous("amqp-client"), inFlight);
				Series batchedAsync = new Series("throughput", batched.asynchronous("amqp-client-batched-acks"),
						inFlight);
				Series springAsync = new Series("throughput", spring.asynchronous(), inFlight);
				Series oursThreads = new Series("throughput", ours.blocking("ours-threads"), inFlight);
				Series springThreads = new Series("throughput", spring.blocking(), inFlight);
				Series oursOne = new Series("sequential", ours.blocking("ours"), 1);
				Series handOne = new Series("sequential", byHand.blocking(), 1);
				measure(options, server, report, List.of(oursAsync, handAsync, batchedAsync, springAsync, oursThreads,
						springThreads, oursOne, handOne));
				startup(broker, ours, options, servers, report);
				legend(report);
				ratio(report, "throughput", oursAsync, handAsync);
				ratio(report, "throughput", oursAsync, batchedAsync);
				ratio(report, "throughput", oursAsync, springAsync);
				ratio(report, "throughput", oursThreads, springThreads);
				report.ratio("sequential", "amqp-client", handOne.ratioTo(oursOne, Measurement::p50));
			}
		}
	}

	private void compareOverTls(BrokerAddress broker, BenchmarkOptions options, ServerLauncher servers, Report report)
			throws Exception {
		try (ServerProcess server = start(servers, broker, Role.OURS, Role.BY_HAND);
				OursClient ours = new OursClient(broker);
				HandClient byHand = new HandClient(broker, HandServer.FUNCTION)) {
			Series oursAsync = new Series("throughput-tls", ours.asynchronous(), options.inFlight());
			Series handAsync = new Series("throughput-tls", byHand.asynchronous("amqp-client"), options.inFlight());
			Series oursOne = new Series("sequential-tls", ours.blocking("ours"), 1);
			Series handOne = new Series("sequential-tls", byHand.blocking(), 1);
			measure(options, server, report, List.of(oursAsync, handAsync, oursOne, handOne));
			legend(report);
			ratio(report, "throughput-tls", oursAsync, handAsync);
			report.ratio("sequential-tls", "amqp-client", handOne.ratioTo(oursOne, Measurement::p50));
		}
	}

	private static ServerProcess start(ServerLauncher servers, BrokerAddress broker, Role... roles) throws Exception {
		return servers.start(Stream.of(roles).map(Role::name).toList(), broker.toEnvironment());
	}

	private static void measure(BenchmarkOptions options, ServerProcess server, Report report, List<Series> series)
			throws InterruptedException {
		new Driver((question) -> Fibonacci.of(Fibonacci.argument(question)), options.seconds(), server::cpuNanos)
			.measure(series);
		report.table(series);
	}

	private static void startup(BrokerAddress broker, OursClient client, BenchmarkOptions options,
			ServerLauncher servers, Report report) throws Exception {
		int rounds = (options.seconds() >= STARTUP_SECONDS) ? STARTUP_ROUNDS : 1;
		new Startup(broker, servers).measure(client, rounds, report);
	}

	private static void legend(Report report) {
		report.note("");
		report.note("Medians over the rounds, with the least and the greatest. A ratio is the median of the rounds'"
				+ " ratios, above 1 where ours is better:");
		report.note("throughput is our calls/s divided by the rival's (ours-threads by rabbit-template's),"
				+ " sequential is the rival's p50 divided by ours."
				+ " CPU is that of both JVMs, without the broker's.");
	}

	private static void ratio(Report report, String what, Series ours, Series rival) {
		report.ratio(what, rival.name(), ours.ratioTo(rival, Measurement::callsPerSecond));
	}

	@Override
	public AutoCloseable serve(List<String> roles) throws Exception {
		BrokerAddress broker = BrokerAddress.fromEnvironment(System.getenv());
		List<AutoCloseable> servers = new ArrayList<>();
		for (String role : roles) {
			servers.add(0, Role.valueOf(role).serve(broker));
		}
		return () -> {
			for (AutoCloseable server : servers) {
				server.close();
			}
		};
	}

}
