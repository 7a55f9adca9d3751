package io.github.polywire.metricq.network;

import java.util.List;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryRequest.RequestType;
import io.github.polywire.metricq.wire.proto.HistoryResponse;
import io.github.polywire.metricq.wire.proto.HistoryResponse.Aggregate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryAnswersTests {

	private static final long S = 1_000_000_000L;

	private final PointSeries series = new PointSeries(100);

	@Test
	void aggregatesWithEachValueHoldingSinceThePointBefore() {
		add(0, 1, 10, 2, 20, 4);
		Aggregate aggregate = single(ask(RequestType.AGGREGATE, 0, 20, 0));
		// The last point is at the end, not in: its time counts, it does not.
		assertThat(aggregate).isEqualTo(aggregate(1, 4, 3, 2, 10 * 2 + 10 * 4, 20));
	}

	@Test
	void aggregatesPartsOfIntervalsAtBothEnds() {
		add(0, 1, 10, 2, 20, 4);
		assertThat(single(ask(RequestType.AGGREGATE, 5, 15, 0))).isEqualTo(aggregate(2, 4, 2, 1, 5 * 2 + 5 * 4, 10));
	}

	@Test
	void aggregatesNothingAfterTheLastPoint() {
		add(0, 1, 10, 2);
		assertThat(single(ask(RequestType.AGGREGATE, 0, 1000, 0)).getActiveTime()).isEqualTo(10 * S);
		assertThat(ask(RequestType.AGGREGATE, 11, 1000, 0).getAggregateCount()).isZero();
		assertThat(ask(RequestType.AGGREGATE, -10, -1, 0).getAggregateCount()).isZero();
	}

	@Test
	void reachesFromTheFirstToTheLastPointIfTheClientDoesNotSay() {
		add(5, 1, 10, 2, 20, 4);
		HistoryResponse answer = ask(RequestType.AGGREGATE, 0, 0, 0);
		assertThat(single(answer).getActiveTime()).isEqualTo(15 * S);
		assertThat(answer.getTimeDeltaList()).containsExactly(5 * S);
		assertThat(ask(RequestType.FLEX_TIMELINE, 0, 0, 0).getValueCount()).isEqualTo(3);
	}

	@Test
	void countsAPointThatIsAllThereIs() {
		add(7, 3);
		assertThat(single(ask(RequestType.AGGREGATE, 0, 10, 0))).isEqualTo(aggregate(3, 3, 3, 1, 0, 0));
	}

	@Test
	void tellsIntervalsOnAGrid() {
		add(0, 1, 4, 2, 8, 3, 12, 4, 16, 5, 20, 6, 24, 7);
		HistoryResponse answer = ask(RequestType.AGGREGATE_TIMELINE, 0, 24, 10);
		assertThat(answer.getTimeDeltaList()).containsExactly(0L, 10 * S, 10 * S);
		assertThat(answer.getAggregateList()).containsExactly(aggregate(1, 4, 6, 3, 4 * 2 + 4 * 3 + 2 * 4, 10),
				aggregate(4, 6, 9, 2, 2 * 4 + 4 * 5 + 4 * 6, 10), aggregate(6, 7, 13, 2, 4 * 7, 4));
		assertThat(answer.getValueCount()).isZero();
	}

	@Test
	void tellsEachPointWithItsTimeIfIntervalsAreNoLonger() {
		add(0, 1, 10, 2, 20, 4);
		HistoryResponse answer = ask(RequestType.AGGREGATE_TIMELINE, 0, 20, 0);
		assertThat(answer.getTimeDeltaList()).containsExactly(0L, 10 * S, 10 * S);
		assertThat(answer.getAggregateList()).containsExactly(aggregate(1, 1, 1, 1, 0, 0),
				aggregate(2, 2, 2, 1, 20, 10), aggregate(4, 4, 4, 1, 40, 10));
		assertThat(ask(RequestType.AGGREGATE_TIMELINE, 0, 20, 1)).isEqualTo(answer);
	}

	@Test
	void choosesValuesOrAggregatesByTheInterval() {
		add(0, 1, 10, 2, 20, 4, 30, 8);
		HistoryResponse raw = ask(RequestType.FLEX_TIMELINE, 0, 30, 0);
		assertThat(raw.getValueList()).containsExactly(1.0, 2.0, 4.0, 8.0);
		assertThat(raw.getTimeDeltaList()).containsExactly(0L, 10 * S, 10 * S, 10 * S);
		assertThat(raw.getAggregateCount()).isZero();
		assertThat(ask(RequestType.FLEX_TIMELINE, 0, 30, 2)).isEqualTo(raw);
		HistoryResponse smooth = ask(RequestType.FLEX_TIMELINE, 0, 30, 20);
		assertThat(smooth.getValueCount()).isZero();
		assertThat(smooth.getAggregateCount()).isEqualTo(2);
	}

	@Test
	void tellsTheLastValue() {
		add(0, 1, 10, 2);
		HistoryResponse answer = ask(RequestType.LAST_VALUE, 0, 0, 0);
		assertThat(answer.getTimeDeltaList()).containsExactly(10 * S);
		assertThat(answer.getValueList()).containsExactly(2.0);
	}

	@Test
	void takesNotANumberForATimeWithoutValues() {
		add(0, 1, 10, Double.NaN, 20, 4);
		assertThat(single(ask(RequestType.AGGREGATE, 0, 20, 0))).isEqualTo(aggregate(1, 4, 1, 1, 40, 10));
		assertThat(ask(RequestType.FLEX_TIMELINE, 0, 20, 0).getValueList()).contains(Double.NaN);
	}

	@Test
	void refusesTimesInTheWrongOrderAndUnknownTypes() {
		add(0, 1);
		assertThat(ask(RequestType.AGGREGATE, 5, 5, 0).getError()).contains("start time");
		assertThat(ask(RequestType.FLEX_TIMELINE, 6, 5, 0).getError()).contains("start time");
		assertThat(
				HistoryAnswers.answer("m", this.series, HistoryRequest.newBuilder().setTypeValue(7).build()).getError())
			.contains("7");
	}

	@Property(tries = 300)
	void tellsWholeTimeAndAllPointsOnceWhateverTheGrid(
			@ForAll @Size(min = 2, max = 60) List<@LongRange(min = -500, max = 500) Long> times,
			@ForAll @LongRange(min = 1, max = 1500) long interval) {
		PointSeries points = new PointSeries(100);
		for (long time : times) {
			points.add(chunk(time, 1));
		}
		long[] range = points.range();
		HistoryResponse answer = HistoryAnswers.answer("m", points,
				HistoryRequest.newBuilder()
					.setStartTime(Long.MIN_VALUE)
					.setEndTime(Long.MAX_VALUE)
					.setIntervalMax(interval)
					.setType(RequestType.AGGREGATE_TIMELINE)
					.build());
		assertThat(answer.getAggregateList().stream().mapToLong(Aggregate::getCount).sum()).isEqualTo(points.size());
		assertThat(answer.getAggregateList().stream().mapToLong(Aggregate::getActiveTime).sum())
			.isEqualTo(range[1] - range[0]);
		assertThat(answer.getTimeDeltaList().stream().skip(1)).allMatch((delta) -> delta > 0);
	}

	@Property(tries = 300)
	void answersAnyRequest(@ForAll long start, @ForAll long end, @ForAll long interval,
			@ForAll @LongRange(min = 0, max = 5) long type, @ForAll @Size(max = 30) List<Long> times) {
		PointSeries points = new PointSeries(20);
		times.forEach((time) -> points.add(chunk(time, 1)));
		HistoryResponse answer = HistoryAnswers.answer("m", points,
				HistoryRequest.newBuilder()
					.setStartTime(start)
					.setEndTime(end)
					.setIntervalMax(interval)
					.setTypeValue((int) type)
					.build());
		assertThat(answer.getValueCount() + answer.getAggregateCount()).isEqualTo(answer.getTimeDeltaCount())
			.isLessThanOrEqualTo(21);
		assertThat(answer.getAggregateList()).allMatch((aggregate) -> aggregate.getActiveTime() >= 0);
	}

	// Seconds and values in turn.
	private void add(double... points) {
		for (int i = 0; i < points.length; i += 2) {
			this.series.add(chunk((long) points[i] * S, points[i + 1]));
		}
	}

	private static MetricChunk chunk(long time, double value) {
		return new MetricChunk("m", new long[] { time }, new double[] { value });
	}

	private HistoryResponse ask(RequestType type, long start, long end, long interval) {
		return HistoryAnswers.answer("m", this.series,
				HistoryRequest.newBuilder()
					.setStartTime(start * S)
					.setEndTime(end * S)
					.setIntervalMax(interval * S)
					.setType(type)
					.build());
	}

	private static Aggregate single(HistoryResponse answer) {
		assertThat(answer.getError()).isEmpty();
		assertThat(answer.getAggregateCount()).isEqualTo(1);
		return answer.getAggregate(0);
	}

	private static Aggregate aggregate(double minimum, double maximum, double sum, long count, double integral,
			long active) {
		return Aggregate.newBuilder()
			.setMinimum(minimum)
			.setMaximum(maximum)
			.setSum(sum)
			.setCount(count)
			.setIntegral(integral * S)
			.setActiveTime(active * S)
			.build();
	}

}
