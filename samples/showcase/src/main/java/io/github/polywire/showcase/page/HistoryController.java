package io.github.polywire.showcase.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.polywire.metricq.HistoryRequest;
import io.github.polywire.metricq.HistoryRequest.Type;
import io.github.polywire.metricq.HistoryResponse;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.MetricqTimeoutException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Asks the database of the MetricQ network for what a chart shows. No thread waits while
 * the request is on its way.
 */
@RestController
class HistoryController {

	/** About as many points as a chart has room for. */
	private static final int INTERVALS = 300;

	/** In case the database gives more than it is asked for. */
	private static final int MAX_POINTS = 10 * INTERVALS;

	private static final Duration MAX_SPAN = Duration.ofDays(366);

	/** The network counts nanoseconds in 64 bits. */
	private static final long MAX_TIME = TimeUnit.NANOSECONDS.toMillis(Long.MAX_VALUE);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final MetricqHistoryClient history;

	HistoryController(MetricqHistoryClient history) {
		this.history = history;
	}

	/**
	 * Gives the points of a metric, or means where there are too many.
	 * @param metric the metric's name
	 * @param from where the span of time begins, in milliseconds since 1970
	 * @param to where it ends
	 * @return the points
	 */
	@GetMapping("/api/metrics/{metric}/history")
	CompletableFuture<History> history(@PathVariable String metric, @RequestParam long from, @RequestParam long to) {
		if (from < 0 || to < from || to > MAX_TIME || to - from < INTERVALS || to - from > MAX_SPAN.toMillis()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'from' and 'to' must be milliseconds since 1970, at least %d of them and at most a year apart."
						.formatted(INTERVALS));
		}
		return this.history
			.requestAsync(new HistoryRequest(metric, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to),
					Duration.ofMillis(to - from).dividedBy(INTERVALS), Type.FLEX_TIMELINE, TIMEOUT))
			.thenApply(History::of);
	}

	@ExceptionHandler
	ProblemDetail answer(MetricqException ex) {
		return ProblemDetail.forStatusAndDetail(status(ex), ex.getMessage());
	}

	private static HttpStatus status(MetricqException ex) {
		if (ex instanceof MetricqConnectionException || ex instanceof MetricqAgentStoppedException) {
			return HttpStatus.SERVICE_UNAVAILABLE;
		}
		return (ex instanceof MetricqTimeoutException) ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.BAD_GATEWAY;
	}

	/**
	 * What a chart shows.
	 *
	 * @param points the points, in the order of time
	 */
	record History(List<Point> points) {

		private static History of(HistoryResponse response) {
			return new History(response.asValues()
				.limit(MAX_POINTS)
				.map((value) -> new Point(value.time().toEpochMilli(), value.value()))
				.toList());
		}

	}

	/**
	 * A point of a chart.
	 *
	 * @param time the time in milliseconds since 1970
	 * @param value the value
	 */
	record Point(long time, double value) {

	}

}
