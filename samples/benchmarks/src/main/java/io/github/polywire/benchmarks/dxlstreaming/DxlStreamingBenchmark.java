package io.github.polywire.benchmarks.dxlstreaming;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.benchmarks.harness.Spread;
import io.github.polywire.databus.LocalDatabus;
import org.jspecify.annotations.Nullable;

/**
 * Compares the DXL streaming starter with a client by hand: how fast a topic is read, and
 * how soon a record arrives. The databus and its Kafka run in a JVM of their own.
 */
public final class DxlStreamingBenchmark implements Benchmark {

	private static final String PORT_VARIABLE = "POLYWIRE_BENCHMARKS_DATABUS_PORT";

	private static final String USERNAME = "me";

	private static final String PASSWORD = "secret";

	private static final int MAX_ROUNDS = 5;

	private static final int RECORDS_PER_SECOND = 12_500;

	private static final int PINGS_PER_SECOND = 25;

	@Override
	public String name() {
		return "dxl-streaming";
	}

	@Override
	public void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		int port = freePort();
		String url = "http://127.0.0.1:" + port;
		try (ServerProcess databus = servers.start(List.of("DATABUS"), Map.of(PORT_VARIABLE, String.valueOf(port)))) {
			report.environment("databus over Kafka");
			HandClient client = new HandClient(url, USERNAME, PASSWORD);
			Reader ours = new OursReader(url, USERNAME, PASSWORD);
			Reader rival = new HandReader(client);
			double throughput = throughput(client, List.of(ours, rival), options.seconds(), report);
			double latency = latency(client, List.of(ours, rival), options.seconds(), report);
			report.note("");
			report.note("Medians over the rounds, with the least and the greatest. A ratio is the median of the"
					+ " rounds' ratios, above 1 where ours is better: records read in a second after the first poll"
					+ " divided by the rival's, and the rival's median latency divided by ours.");
			report.ratio("read-500", rival.name(), throughput);
			report.ratio("latency", rival.name(), latency);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static double throughput(HandClient client, List<Reader> readers, double seconds, Report report)
			throws Exception {
		int batches = Math.max(4, (int) (seconds * RECORDS_PER_SECOND) / Reader.BATCH);
		String topic = "benchmarks-read";
		for (int batch = 0; batch < batches; batch++) {
			long start = (long) batch * Reader.BATCH;
			client.produce(topic, LongStream.range(start, start + Reader.BATCH).mapToObj(Event::of).toList());
		}
		double[][] figures = rounds(readers, seconds, report, (reader) -> {
			Arrivals arrivals = new Arrivals();
			try (AutoCloseable reading = reader.read(topic, UUID.randomUUID().toString(), arrivals)) {
				arrivals.await((long) batches * Reader.BATCH);
			}
			return new Outcome(arrivals.perSecond(), arrivals.failure());
		});
		rows("read-500", "records/s", readers, figures, report);
		return ratio(figures[0], figures[1]);
	}

	private static double latency(HandClient client, List<Reader> readers, double seconds, Report report)
			throws Exception {
		int pings = Math.max(10, (int) (seconds * PINGS_PER_SECOND));
		double[][] figures = rounds(readers, seconds, report, (reader) -> {
			Arrivals arrivals = new Arrivals();
			String topic = "benchmarks-" + UUID.randomUUID();
			try (AutoCloseable reading = reader.read(topic, topic, arrivals)) {
				for (int ping = 0; ping < pings; ping++) {
					client.produce(topic, List.of(Event.of(ping)));
					arrivals.await(ping + 1);
				}
			}
			return new Outcome(arrivals.medianMillis(), arrivals.failure());
		});
		rows("latency", "ms", readers, figures, report);
		return ratio(figures[1], figures[0]);
	}

	private static double[][] rounds(List<Reader> readers, double seconds, Report report, Task task) throws Exception {
		int rounds = (int) Math.max(1, Math.min(MAX_ROUNDS, seconds));
		double[][] figures = new double[readers.size()][rounds];
		List<Integer> order = new ArrayList<>(IntStream.range(0, readers.size()).boxed().toList());
		for (int index : order) {
			task.run(readers.get(index));
		}
		for (int round = 0; round < rounds; round++) {
			for (int index : order) {
				Outcome outcome = task.run(readers.get(index));
				figures[index][round] = outcome.figure();
				if (outcome.failure() != null) {
					report.failure(readers.get(index).name() + ": " + outcome.failure());
				}
			}
			Collections.reverse(order);
		}
		return figures;
	}

	private static void rows(String task, String unit, List<Reader> readers, double[][] figures, Report report) {
		for (int i = 0; i < figures.length; i++) {
			report.row(task, readers.get(i).name(), unit, Spread.of(figures[i]));
		}
	}

	private static double ratio(double[] better, double[] worse) {
		return Spread.of(IntStream.range(0, better.length).mapToDouble((i) -> better[i] / worse[i]).toArray()).median();
	}

	@Override
	public AutoCloseable serve(List<String> roles) {
		return LocalDatabus.builder()
			.port(Integer.parseInt(System.getenv(PORT_VARIABLE)))
			.property("databus.user.name", USERNAME)
			.property("databus.user.password", PASSWORD)
			.property("databus.topic-partitions", 1)
			.start();
	}

	private interface Task {

		Outcome run(Reader reader) throws Exception;

	}

	private record Outcome(double figure, @Nullable String failure) {

	}

}
