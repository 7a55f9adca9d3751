package io.github.polywire.benchmarks.metricq;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.github.polywire.benchmarks.harness.Spread;

/**
 * The measurements of one flow with one size of chunks, one for each round.
 */
final class FlowSeries {

	private final PointFlow flow;

	private final int chunkSize;

	private final List<Measured> rounds = new ArrayList<>();

	FlowSeries(PointFlow flow, int chunkSize) {
		this.flow = flow;
		this.chunkSize = chunkSize;
	}

	PointFlow flow() {
		return this.flow;
	}

	int chunkSize() {
		return this.chunkSize;
	}

	String task() {
		return "chunk-size-" + this.chunkSize;
	}

	void add(Measured round) {
		this.rounds.add(round);
	}

	Spread spread(ToDoubleFunction<Measured> figure) {
		return Spread.of(this.rounds.stream().mapToDouble(figure).toArray());
	}

	/**
	 * How many times another's points this one brought: the median of the rounds, each of
	 * which compares what ran close together.
	 * @param rival the other
	 * @return the ratio
	 */
	double ratioTo(FlowSeries rival) {
		return Spread
			.of(IntStream.range(0, this.rounds.size())
				.mapToDouble((i) -> this.rounds.get(i).pointsPerSecond() / rival.rounds.get(i).pointsPerSecond())
				.toArray())
			.median();
	}

	/**
	 * One round.
	 *
	 * @param pointsPerSecond points that came to the sink in a second
	 * @param cpuNanosPerPoint the processor time that source and sink took together
	 * @param sendNanosPerPoint the time that the sender's thread took, the median of all
	 * chunks
	 */
	record Measured(double pointsPerSecond, double cpuNanosPerPoint, double sendNanosPerPoint) {
	}

}
