package io.github.polywire.benchmarks.metricq;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.polywire.benchmarks.harness.Benchmark;
import io.github.polywire.benchmarks.harness.BenchmarkOptions;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.Report;
import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.benchmarks.metricq.FlowSeries.Measured;
import io.github.polywire.localbrokers.LocalRabbit;

/**
 * Compares the MetricQ starter with amqp-client by hand: points from one source to one
 * sink in this JVM, and a long history.
 */
public final class MetricqBenchmark implements Benchmark {

	private static final int[] CHUNK_SIZES = { 1, 10, 100, 1000 };

	private static final double THOUSAND = 1000;

	@Override
	public String name() {
		return "metricq";
	}

	@Override
	public void run(BenchmarkOptions options, ServerLauncher servers, Report report) throws Exception {
		try (LocalRabbit rabbit = LocalRabbit.start()) {
			report.environment("RabbitMQ " + rabbit.version());
			BrokerAddress broker = BrokerAddress.of(rabbit, null);
			try (ServerProcess network = servers.start(Stream.of(Role.values()).map(Role::name).toList(),
					broker.toEnvironment())) {
				double history = compareHistory(broker, options, report);
				compareFlows(broker, options, report);
				report.ratio("history-1000000", "amqp-client", history);
			}
		}
	}

	private static double compareHistory(BrokerAddress broker, BenchmarkOptions options, Report report)
			throws Exception {
		try (OursHistory ours = new OursHistory(broker); HandHistory byHand = new HandHistory(broker)) {
			return new HistoryComparison(ours, byHand, report).measure(options.seconds());
		}
	}

	private static void compareFlows(BrokerAddress broker, BenchmarkOptions options, Report report) throws Exception {
		try (OursFlow ours = OursFlow.plain(broker);
				OursFlow observed = OursFlow.observed(broker);
				HandFlow byHand = HandFlow.plain(broker);
				HandFlow coalesced = HandFlow.coalesced(broker)) {
			List<PointFlow> flows = List.of(ours, observed, byHand, coalesced);
			List<FlowSeries> all = new ArrayList<>();
			for (int chunkSize : CHUNK_SIZES) {
				flows.forEach((flow) -> all.add(new FlowSeries(flow, chunkSize)));
			}
			new FlowDriver(options.seconds()).measure(all);
			all.forEach((series) -> rows(report, series));
			flows.forEach((flow) -> failure(report, flow));
			legend(report);
			for (int i = 0; i < all.size(); i += flows.size()) {
				ratios(report, all.subList(i, i + flows.size()));
			}
		}
	}

	private static void rows(Report report, FlowSeries series) {
		String name = series.flow().name();
		report.row(series.task(), name, "thousand points/s",
				series.spread((round) -> round.pointsPerSecond() / THOUSAND));
		report.row(series.task(), name, "ns CPU/point", series.spread(Measured::cpuNanosPerPoint));
		report.row(series.task(), name, "ns in send/point", series.spread(Measured::sendNanosPerPoint));
	}

	private static void failure(Report report, PointFlow flow) {
		String failure = flow.check().failure();
		if (failure != null) {
			report.failure(flow.name() + ": " + failure);
		}
	}

	private static void ratios(Report report, List<FlowSeries> sameSize) {
		FlowSeries ours = sameSize.get(0);
		FlowSeries observed = sameSize.get(1);
		for (FlowSeries rival : sameSize.subList(2, sameSize.size())) {
			report.ratio(ours.task(), rival.flow().name(), ours.ratioTo(rival));
			report.ratio(ours.task() + "-observed", rival.flow().name(), observed.ratioTo(rival));
		}
	}

	private static void legend(Report report) {
		report.note("");
		report.note("Medians over the rounds, with the least and the greatest. A ratio is the median of the rounds'"
				+ " ratios, above 1 where ours is better: points that came to the sink in a second divided by the"
				+ " rival's, and for the history the rival's time divided by ours. CPU is that of this JVM, which has"
				+ " source and sink, without the broker's. Time in send is the median of all chunks.");
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
