package io.github.polywire.metricq.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqHistoryException;
import io.github.polywire.metricq.MetricqTime;
import io.github.polywire.metricq.TimeAggregate;
import io.github.polywire.metricq.TimeValue;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a database in a test: as a bean it takes the place of the
 * {@code HistoryTemplate}. It answers from values that it was given: timelines with those
 * in the span that is asked for, as they are, which a database may do, too; a metric that
 * it has no values of fails as on the network. Thread-safe. <pre class="code">
 * StubMetricqHistoryClient history = new StubMetricqHistoryClient()
 *     .recording(new DataPoint("building.a14.power", start, 40), new DataPoint("building.a14.power", end, 42));
 * </pre>
 */
public final class StubMetricqHistoryClient implements MetricqHistoryClient {

	private final Map<String, List<TimeValue>> values = new ConcurrentHashMap<>();

	private final Map<String, MetricqException> failures = new ConcurrentHashMap<>();

	private final List<HistoryRequest> requests = new CopyOnWriteArrayList<>();

	/**
	 * Records points.
	 * @param points the points, of any metrics and in any order
	 * @return this object
	 */
	public StubMetricqHistoryClient recording(DataPoint... points) {
		for (DataPoint point : points) {
			this.values.compute(MetricqNames.requireMetric(point.metric()), (metric, known) -> {
				List<TimeValue> all = (known != null) ? new ArrayList<>(known) : new ArrayList<>();
				all.add(new TimeValue(point.timeNanos(), point.value()));
				all.sort(Comparator.comparingLong(TimeValue::timeNanos));
				return all;
			});
		}
		return this;
	}

	/**
	 * Lets requests for a metric fail.
	 * @param metric the metric's name
	 * @param failure what is thrown, such as a {@code MetricqTimeoutException}
	 * @return this object
	 */
	public StubMetricqHistoryClient failing(String metric, MetricqException failure) {
		this.failures.put(MetricqNames.requireMetric(metric), failure);
		return this;
	}

	/**
	 * The requests that were made.
	 * @return the requests in order
	 */
	public List<HistoryRequest> requests() {
		return List.copyOf(this.requests);
	}

	@Override
	public CompletableFuture<TimeAggregate> aggregateAsync(String metric, @Nullable Instant from,
			@Nullable Instant to) {
		return requestAsync(new HistoryRequest(metric, from, to, Duration.ZERO, HistoryRequest.Type.AGGREGATE))
			.thenApply((response) -> aggregate(metric, response.values().toList()));
	}

	@Override
	public CompletableFuture<@Nullable TimeValue> lastValueAsync(String metric) {
		return requestAsync(new HistoryRequest(metric, null, null, Duration.ZERO, HistoryRequest.Type.LAST_VALUE))
			.thenApply((response) -> response.values().findFirst().orElse(null));
	}

	@Override
	public CompletableFuture<HistoryResponse> requestAsync(HistoryRequest request) {
		String metric = MetricqNames.requireMetric(request.metric());
		this.requests.add(request);
		List<TimeValue> known = this.values.get(metric);
		MetricqException failure = this.failures.get(metric);
		if (failure == null && known == null) {
			failure = new MetricqHistoryException(metric, "the test records no such metric");
		}
		return (failure != null) ? CompletableFuture.failedFuture(failure)
				: CompletableFuture.completedFuture(new StubHistoryResponse(metric, select(known, request)));
	}

	private static List<TimeValue> select(@Nullable List<TimeValue> known, HistoryRequest request) {
		if (known == null) {
			return List.of();
		}
		if (request.type() == HistoryRequest.Type.LAST_VALUE) {
			return known.subList(known.size() - 1, known.size());
		}
		long from = (request.from() != null) ? MetricqTime.toEpochNanos(request.from()) : Long.MIN_VALUE;
		long to = (request.to() != null) ? MetricqTime.toEpochNanos(request.to()) : Long.MAX_VALUE;
		return known.stream().filter((value) -> value.timeNanos() >= from && value.timeNanos() <= to).toList();
	}

	// Each value holds from the one before it on.
	private static TimeAggregate aggregate(String metric, List<TimeValue> values) {
		if (values.isEmpty()) {
			throw new MetricqHistoryException(metric, "the test records no value in this span of time");
		}
		double minimum = Double.POSITIVE_INFINITY;
		double maximum = Double.NEGATIVE_INFINITY;
		double sum = 0;
		double integral = 0;
		long last = values.get(0).timeNanos();
		for (TimeValue value : values) {
			minimum = Math.min(minimum, value.value());
			maximum = Math.max(maximum, value.value());
			sum += value.value();
			integral += value.value() * (value.timeNanos() - last);
			last = value.timeNanos();
		}
		long first = values.get(0).timeNanos();
		return new TimeAggregate(first, minimum, maximum, sum, values.size(), integral, last - first);
	}

}
