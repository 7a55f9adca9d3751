package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.InvalidHistoryResponseException;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * A response as its protobuf message, whose numbers are in arrays, and the times that its
 * differences add up to.
 */
final class DecodedHistory implements HistoryResponse {

	private final io.github.polywire.metricq.wire.proto.HistoryResponse message;

	private final Mode mode;

	private final long[] times;

	private final @Nullable Duration requestDuration;

	private DecodedHistory(io.github.polywire.metricq.wire.proto.HistoryResponse message, Mode mode,
			@Nullable Duration requestDuration) {
		this.message = message;
		this.mode = mode;
		this.requestDuration = requestDuration;
		this.times = new long[message.getTimeDeltaCount()];
		long time = 0;
		for (int i = 0; i < this.times.length; i++) {
			time += message.getTimeDelta(i);
			this.times[i] = time;
		}
	}

	/**
	 * Reads a response.
	 * @param metric the metric that was asked for
	 * @param body the message's body
	 * @param requestDuration how long the database took, or {@code null}
	 * @return the response
	 * @throws MetricqHistoryException if it is an error
	 * @throws InvalidHistoryResponseException if it makes no sense
	 */
	static DecodedHistory decode(String metric, byte[] body, @Nullable Duration requestDuration) {
		io.github.polywire.metricq.wire.proto.HistoryResponse message;
		try {
			message = io.github.polywire.metricq.wire.proto.HistoryResponse.parseFrom(body);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new InvalidHistoryResponseException(metric, "its " + body.length + " bytes are no protobuf message",
					ex);
		}
		if (!message.getError().isEmpty()) {
			throw new MetricqHistoryException(metric, message.getError());
		}
		return new DecodedHistory(message, mode(metric, message), requestDuration);
	}

	private static Mode mode(String metric, io.github.polywire.metricq.wire.proto.HistoryResponse message) {
		int times = message.getTimeDeltaCount();
		int aggregates = message.getAggregateCount();
		int values = message.getValueCount();
		int averages = message.getValueAvgCount();
		if (times == 0 && aggregates + values + averages == 0) {
			return Mode.EMPTY;
		}
		if (times > 0 && aggregates == times && values == 0) {
			return Mode.AGGREGATES;
		}
		if (times > 0 && values == times && aggregates == 0) {
			return Mode.VALUES;
		}
		if (times > 0 && averages == times && message.getValueMinCount() == times && message.getValueMaxCount() == times
				&& aggregates + values == 0) {
			return Mode.LEGACY;
		}
		throw new InvalidHistoryResponseException(metric, "it has " + times + " times, " + aggregates + " aggregates, "
				+ values + " values and " + averages + " averages", null);
	}

	@Override
	public String metric() {
		return this.message.getMetric();
	}

	@Override
	public Mode mode() {
		return this.mode;
	}

	@Override
	public int size() {
		return this.times.length;
	}

	@Override
	public @Nullable Duration requestDuration() {
		return this.requestDuration;
	}

	@Override
	public Stream<TimeValue> values() {
		require(Mode.VALUES, "values");
		return asValues();
	}

	@Override
	public Stream<TimeValue> asValues() {
		return IntStream.range(0, size()).mapToObj((i) -> new TimeValue(this.times[i], valueOf(i)));
	}

	private double valueOf(int i) {
		return switch (this.mode) {
			case VALUES -> this.message.getValue(i);
			case AGGREGATES -> aggregate(i).mean();
			case LEGACY -> this.message.getValueAvg(i);
			case EMPTY -> throw new IndexOutOfBoundsException(i);
		};
	}

	@Override
	public Stream<TimeAggregate> aggregates() {
		require(Mode.AGGREGATES, "aggregates");
		return asAggregates();
	}

	@Override
	public Stream<TimeAggregate> asAggregates() {
		return switch (this.mode) {
			case EMPTY -> Stream.empty();
			case AGGREGATES -> IntStream.range(0, size()).mapToObj(this::aggregate);
			case VALUES -> IntStream.range(1, size())
				.mapToObj((i) -> TimeAggregate.ofValue(this.times[i - 1], this.times[i], this.message.getValue(i)));
			case LEGACY -> IntStream.range(0, size())
				.mapToObj((i) -> new TimeAggregate(this.times[i], this.message.getValueMin(i),
						this.message.getValueMax(i), this.message.getValueAvg(i), 1, 0, 0));
		};
	}

	private TimeAggregate aggregate(int i) {
		io.github.polywire.metricq.wire.proto.HistoryResponse.Aggregate told = this.message.getAggregate(i);
		return new TimeAggregate(this.times[i], told.getMinimum(), told.getMaximum(), told.getSum(), told.getCount(),
				told.getIntegral(), told.getActiveTime());
	}

	@Override
	public MetricChunk valueChunk() {
		require(Mode.VALUES, "values");
		double[] values = new double[size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.message.getValue(i);
		}
		return new MetricChunk(metric(), this.times.clone(), values);
	}

	private void require(Mode expected, String what) {
		if (this.mode != expected && this.mode != Mode.EMPTY) {
			throw new IllegalStateException("The response for the metric '" + metric() + "' holds no " + what
					+ " but is of the mode " + this.mode + ": call asValues() or asAggregates() to convert it");
		}
	}

	@Override
	public String toString() {
		return "HistoryResponse[metric=" + metric() + ", mode=" + this.mode + ", size=" + size() + "]";
	}

}
