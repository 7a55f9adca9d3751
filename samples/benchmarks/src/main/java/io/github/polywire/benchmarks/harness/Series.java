package io.github.polywire.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import org.springframework.util.Assert;

/**
 * The measurements of one contender at one task, one for each round.
 */
public final class Series {

	private final String task;

	private final Contender contender;

	private final int inFlight;

	private final List<Measurement> measurements = new ArrayList<>();

	/**
	 * Creates a series without measurements.
	 * @param task what is measured
	 * @param contender who is measured
	 * @param inFlight how many calls are in flight
	 */
	public Series(String task, Contender contender, int inFlight) {
		this.task = task;
		this.contender = contender;
		this.inFlight = inFlight;
	}

	String task() {
		return this.task;
	}

	/**
	 * Who is measured.
	 * @return the contender's name
	 */
	public String name() {
		return this.contender.name();
	}

	Contender contender() {
		return this.contender;
	}

	int inFlight() {
		return this.inFlight;
	}

	void add(Measurement measurement) {
		this.measurements.add(measurement);
	}

	List<Measurement> measurements() {
		return this.measurements;
	}

	Spread spread(ToDoubleFunction<Measurement> figure) {
		return Spread.of(this.measurements.stream().mapToDouble(figure).toArray());
	}

	/**
	 * How many times another's figure this one's is: the median of the rounds, each of
	 * which compares what ran close together. Rounds too short for a call do not count.
	 * @param other the other
	 * @param figure the figure
	 * @return the ratio
	 * @throws IllegalStateException if all rounds were too short
	 */
	public double ratioTo(Series other, ToDoubleFunction<Measurement> figure) {
		double[] ratios = IntStream.range(0, this.measurements.size())
			.mapToDouble((i) -> figure.applyAsDouble(this.measurements.get(i))
					/ figure.applyAsDouble(other.measurements.get(i)))
			.filter((ratio) -> ratio > 0 && Double.isFinite(ratio))
			.toArray();
		Assert.state(ratios.length > 0,
				() -> "The time was too short to compare %s of %s and %s".formatted(this.task, name(), other.name()));
		return Spread.of(ratios).median();
	}

}
