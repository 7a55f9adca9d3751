package io.github.polywire.metricq.network;

import io.github.polywire.metricq.wire.proto.HistoryRequest;
import io.github.polywire.metricq.wire.proto.HistoryResponse;

/**
 * Answers history requests from the points of a metric, as the database of MetricQ does:
 * aggregates are of whole intervals on a grid, each with the points from its start to
 * before its end, and integrals reach to the last point.
 */
final class HistoryAnswers {

	private HistoryAnswers() {
	}

	/**
	 * Answers a request.
	 * @param metric the metric's name
	 * @param series its points
	 * @param request the request
	 * @return the answer, which may be an error
	 */
	static HistoryResponse answer(String metric, PointSeries series, HistoryRequest request) {
		long start = request.getStartTime();
		long end = end(request);
		switch (request.getType()) {
			case LAST_VALUE -> {
				long[] range = series.range();
				return (range.length > 0) ? values(metric, series.points(range[1], Long.MAX_VALUE, 0)) : empty(metric);
			}
			case AGGREGATE -> {
				return (start >= end) ? invalidRange(metric, start, end) : aggregate(metric, series, start, end);
			}
			case AGGREGATE_TIMELINE, FLEX_TIMELINE -> {
				return (start > end) ? invalidRange(metric, start, end) : timeline(metric, series, request);
			}
			default -> {
				return error(metric, "unknown type of request: " + request.getTypeValue());
			}
		}
	}

	static HistoryResponse error(String metric, String error) {
		return HistoryResponse.newBuilder().setMetric(metric).setError(error).build();
	}

	// A client that leaves the end out asks for the latest points, too.
	private static long end(HistoryRequest request) {
		return (request.getEndTime() != 0) ? request.getEndTime() : Long.MAX_VALUE;
	}

	private static HistoryResponse invalidRange(String metric, long start, long end) {
		return error(metric, "invalid request: start time " + start + " is not before end time " + end);
	}

	private static HistoryResponse empty(String metric) {
		return HistoryResponse.newBuilder().setMetric(metric).build();
	}

	private static HistoryResponse values(String metric, PointSeries.Points points) {
		HistoryResponse.Builder response = HistoryResponse.newBuilder().setMetric(metric);
		long previous = 0;
		for (int i = 0; i < points.size(); i++) {
			response.addTimeDelta(points.times()[i] - previous).addValue(points.values()[i]);
			previous = points.times()[i];
		}
		return response.build();
	}

	private static HistoryResponse aggregate(String metric, PointSeries series, long start, long end) {
		long[] range = series.range();
		if (range.length == 0 || end <= range[0] || start > range[1]) {
			return empty(metric);
		}
		long from = Math.max(start, range[0]);
		long to = Math.min(end, range[1]);
		// A point at the end is not in, but if all that there is is one point, it is.
		PointSeries.Points points = series.points(from, Math.max(from, to - 1), 1);
		AggregateBuilder aggregate = new AggregateBuilder();
		long previous = from;
		for (int i = 0; i < points.size(); i++) {
			long time = points.times()[i];
			if (time < to || time == from) {
				aggregate.add(points.values()[i], time - previous);
				previous = time;
			}
			else {
				aggregate.addPart(points.values()[i], to - previous);
			}
		}
		if (aggregate.isEmpty()) {
			return empty(metric);
		}
		return HistoryResponse.newBuilder()
			.setMetric(metric)
			.addTimeDelta((start != 0) ? start : from)
			.addAggregate(aggregate.build())
			.build();
	}

	private static HistoryResponse timeline(String metric, PointSeries series, HistoryRequest request) {
		boolean flexible = request.getType() == HistoryRequest.RequestType.FLEX_TIMELINE;
		long interval = request.getIntervalMax();
		long[] range = series.range();
		if (range.length == 0) {
			return empty(metric);
		}
		long start = Math.max(request.getStartTime(), range[0]);
		long end = Math.min(end(request), range[1]);
		if (start > end) {
			return empty(metric);
		}
		if (interval < 0) {
			return aggregate(metric, series, start, Math.max(end, start + 1));
		}
		PointSeries.Points points = series.points(start, end, 0);
		// Intervals that are shorter than the distance of points would tell less.
		if (interval == 0 || (end - start) / interval >= Math.max(points.size(), 1)) {
			return flexible ? values(metric, points) : pointAggregates(metric, points);
		}
		return intervalAggregates(metric, series, start, end, interval);
	}

	private static HistoryResponse pointAggregates(String metric, PointSeries.Points points) {
		HistoryResponse.Builder response = HistoryResponse.newBuilder().setMetric(metric);
		long previousTold = 0;
		for (int i = 0; i < points.size(); i++) {
			long time = points.times()[i];
			AggregateBuilder aggregate = new AggregateBuilder();
			aggregate.add(points.values()[i], (i > 0) ? time - points.times()[i - 1] : 0);
			if (!aggregate.isEmpty()) {
				response.addTimeDelta(time - previousTold).addAggregate(aggregate.build());
				previousTold = time;
			}
		}
		return response.build();
	}

	private static HistoryResponse intervalAggregates(String metric, PointSeries series, long start, long end,
			long interval) {
		long gridStart = Math.floorDiv(start, interval) * interval;
		long gridEnd = (Math.floorDiv(end, interval) + 1) * interval;
		long[] range = series.range();
		long first = Math.max(gridStart, range[0]);
		PointSeries.Points points = series.points(first, gridEnd - 1, 1);
		HistoryResponse.Builder response = HistoryResponse.newBuilder().setMetric(metric);
		long previous = first;
		long previousTold = 0;
		int next = 0;
		for (long begin = gridStart; begin < gridEnd && next < points.size(); begin += interval) {
			AggregateBuilder aggregate = new AggregateBuilder();
			while (next < points.size() && points.times()[next] < begin + interval) {
				aggregate.add(points.values()[next], points.times()[next] - previous);
				previous = points.times()[next];
				next++;
			}
			if (next < points.size()) {
				aggregate.addPart(points.values()[next], begin + interval - previous);
				previous = begin + interval;
			}
			if (!aggregate.isEmpty()) {
				response.addTimeDelta(begin - previousTold).addAggregate(aggregate.build());
				previousTold = begin;
			}
		}
		return response.build();
	}

}
