package io.github.polywire.metricq.test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * A response of values.
 *
 * @param metric the metric
 * @param all the values in their order
 */
record StubHistoryResponse(String metric, List<TimeValue> all) implements HistoryResponse {

	StubHistoryResponse {
		all = List.copyOf(all);
	}

	@Override
	public Mode mode() {
		return this.all.isEmpty() ? Mode.EMPTY : Mode.VALUES;
	}

	@Override
	public int size() {
		return this.all.size();
	}

	@Override
	public @Nullable Duration requestDuration() {
		return null;
	}

	@Override
	public Stream<TimeValue> values() {
		return this.all.stream();
	}

	@Override
	public Stream<TimeValue> asValues() {
		return values();
	}

	@Override
	public Stream<TimeAggregate> aggregates() {
		if (this.all.isEmpty()) {
			return Stream.empty();
		}
		throw new IllegalStateException("The response for the metric '" + this.metric
				+ "' holds no aggregates but is of the mode VALUES: call asAggregates() to convert it");
	}

	@Override
	public Stream<TimeAggregate> asAggregates() {
		return IntStream.range(1, size())
			.mapToObj((i) -> TimeAggregate.ofValue(this.all.get(i - 1).timeNanos(), this.all.get(i).timeNanos(),
					this.all.get(i).value()));
	}

	@Override
	public MetricChunk valueChunk() {
		return new MetricChunk(this.metric, this.all.stream().mapToLong(TimeValue::timeNanos).toArray(),
				this.all.stream().mapToDouble(TimeValue::value).toArray());
	}

}
