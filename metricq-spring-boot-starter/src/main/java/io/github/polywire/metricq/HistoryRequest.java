package io.github.polywire.metricq;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a database is asked for.
 *
 * @param metric the metric's name
 * @param from where the span of time begins, or {@code null}
 * @param to where it ends, or {@code null}
 * @param intervalMax how long an interval may be, or zero for values as they are
 * @param type what kind of answer is asked for
 * @param timeout how long to wait, or {@code null} for {@code metricq.history.timeout}
 */
public record HistoryRequest(String metric, @Nullable Instant from, @Nullable Instant to, Duration intervalMax,
		Type type, @Nullable Duration timeout) {

	/**
	 * Creates a request.
	 * @param metric the metric's name
	 * @param from where the span of time begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @param intervalMax how long an interval may be, or zero for values as they are
	 * @param type what kind of answer is asked for
	 * @param timeout how long to wait, or {@code null} for the default
	 */
	public HistoryRequest {
		Assert.hasLength(metric, "A metric's name must not be empty");
		Assert.notNull(type, "'type' must not be null");
		Assert.isTrue(!intervalMax.isNegative(), "'intervalMax' must not be negative");
	}

	/**
	 * Creates a request with the default timeout.
	 * @param metric the metric's name
	 * @param from where the span of time begins, or {@code null}
	 * @param to where it ends, or {@code null}
	 * @param intervalMax how long an interval may be, or zero for values as they are
	 * @param type what kind of answer is asked for
	 */
	public HistoryRequest(String metric, @Nullable Instant from, @Nullable Instant to, Duration intervalMax,
			Type type) {
		this(metric, from, to, intervalMax, type, null);
	}

	/**
	 * What kind of answer is asked for.
	 */
	public enum Type {

		/** Aggregates of intervals. */
		AGGREGATE_TIMELINE,

		/** One aggregate. */
		AGGREGATE,

		/** The last value. */
		LAST_VALUE,

		/** Aggregates or values, as fits the interval. */
		FLEX_TIMELINE

	}

}
