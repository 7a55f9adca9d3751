package io.github.polywire.metricq;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Asks databases for values of the past. Thread-safe. The blocking methods throw, and the
 * futures complete with:
 * <ul>
 * <li>a {@link MetricqHistoryException} if the database answers with an error, or no
 * database records the metric;
 * <li>an {@link InvalidHistoryResponseException} if its response makes no sense;
 * <li>a {@link MetricqTimeoutException} if no answer comes in time;
 * <li>a {@link MetricqConnectionException} if the connection is missing or lost;
 * <li>a {@link MetricqAgentStoppedException} if the client is stopped.
 * </ul>
 * Where a time is {@code null}, the request is not bounded on that side.
 */
public interface MetricqHistoryClient {

	/**
	 * One aggregate over a span of time.
	 * @param metric the metric's name
	 * @param from where the span begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @return the aggregate
	 */
	default TimeAggregate aggregate(String metric, @Nullable Instant from, @Nullable Instant to) {
		return MetricqFutures.await(aggregateAsync(metric, from, to));
	}

	/**
	 * One aggregate over a span of time.
	 * @param metric the metric's name
	 * @param from where the span begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @return the aggregate
	 */
	CompletableFuture<TimeAggregate> aggregateAsync(String metric, @Nullable Instant from, @Nullable Instant to);

	/**
	 * Aggregates of intervals in a span of time.
	 * @param metric the metric's name
	 * @param from where the span begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @param intervalMax how long an interval may be
	 * @return the response, whose {@link HistoryResponse#asAggregates()} works in any
	 * case
	 */
	default HistoryResponse aggregateTimeline(String metric, @Nullable Instant from, @Nullable Instant to,
			Duration intervalMax) {
		return request(new HistoryRequest(metric, from, to, intervalMax, HistoryRequest.Type.AGGREGATE_TIMELINE));
	}

	/**
	 * The last value that a database has.
	 * @param metric the metric's name
	 * @return the value, or {@code null} if there is none
	 */
	default @Nullable TimeValue lastValue(String metric) {
		return MetricqFutures.await(lastValueAsync(metric));
	}

	/**
	 * The last value that a database has.
	 * @param metric the metric's name
	 * @return the value, or {@code null} if there is none
	 */
	CompletableFuture<@Nullable TimeValue> lastValueAsync(String metric);

	/**
	 * The values in a span of time, as they were sent.
	 * @param metric the metric's name
	 * @param from where the span begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @return the response, whose {@link HistoryResponse#asValues()} works in any case
	 */
	default HistoryResponse rawTimeline(String metric, @Nullable Instant from, @Nullable Instant to) {
		return request(new HistoryRequest(metric, from, to, Duration.ZERO, HistoryRequest.Type.FLEX_TIMELINE));
	}

	/**
	 * Any request.
	 * @param request the request
	 * @return the response
	 */
	default HistoryResponse request(HistoryRequest request) {
		return MetricqFutures.await(requestAsync(request));
	}

	/**
	 * Any request.
	 * @param request the request
	 * @return the response
	 */
	CompletableFuture<HistoryResponse> requestAsync(HistoryRequest request);

}
