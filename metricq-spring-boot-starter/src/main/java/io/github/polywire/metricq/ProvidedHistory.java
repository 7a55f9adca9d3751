package io.github.polywire.metricq;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A response that a provider of this application gives.
 *
 * @param metric the metric's name
 * @param mode whether there are values or aggregates
 * @param valueChunk the values, empty if there are aggregates
 * @param told the aggregates, empty if there are values
 */
record ProvidedHistory(String metric, Mode mode, MetricChunk valueChunk,
		List<TimeAggregate> told) implements HistoryResponse {

	static ProvidedHistory ofValues(MetricChunk values) {
		return new ProvidedHistory(values.metric(), (values.size() > 0) ? Mode.VALUES : Mode.EMPTY, values, List.of());
	}

	static ProvidedHistory ofAggregates(String metric, List<TimeAggregate> aggregates) {
		return new ProvidedHistory(metric, aggregates.isEmpty() ? Mode.EMPTY : Mode.AGGREGATES,
				new MetricChunk(metric, new long[0], new double[0]), List.copyOf(aggregates));
	}

	@Override
	public int size() {
		return this.valueChunk.size() + this.told.size();
	}

	@Override
	public @Nullable Duration requestDuration() {
		return null;
	}

	@Override
	public Stream<TimeValue> values() {
		require(Mode.VALUES);
		return asValues();
	}

	@Override
	public Stream<TimeValue> asValues() {
		if (this.mode == Mode.AGGREGATES) {
			return this.told.stream().map((aggregate) -> new TimeValue(aggregate.timeNanos(), aggregate.mean()));
		}
		return IntStream.range(0, size())
			.mapToObj((i) -> new TimeValue(this.valueChunk.timeNanos(i), this.valueChunk.value(i)));
	}

	@Override
	public Stream<TimeAggregate> aggregates() {
		require(Mode.AGGREGATES);
		return this.told.stream();
	}

	@Override
	public Stream<TimeAggregate> asAggregates() {
		if (this.mode != Mode.VALUES) {
			return this.told.stream();
		}
		return IntStream.range(1, size())
			.mapToObj((i) -> TimeAggregate.ofValue(this.valueChunk.timeNanos(i - 1), this.valueChunk.timeNanos(i),
					this.valueChunk.value(i)));
	}

	@Override
	public MetricChunk valueChunk() {
		require(Mode.VALUES);
		return this.valueChunk;
	}

	private void require(Mode expected) {
		if (this.mode != expected && this.mode != Mode.EMPTY) {
			throw new IllegalStateException("The response for the metric '" + this.metric + "' is of the mode "
					+ this.mode + ": call asValues() or asAggregates() to convert it");
		}
	}

}
