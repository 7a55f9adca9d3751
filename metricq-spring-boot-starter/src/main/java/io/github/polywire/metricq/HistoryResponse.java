package io.github.polywire.metricq;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What a database answered: values or aggregates, in their order. Each stream reads the
 * response anew; an element is made when it is read. Thread-safe.
 */
public interface HistoryResponse {

	/**
	 * A response of values, for a {@link MetricqHistoryProvider} to give.
	 * @param values the values
	 * @return a response of mode {@link Mode#VALUES}, or {@link Mode#EMPTY} if there is
	 * none
	 */
	static HistoryResponse ofValues(MetricChunk values) {
		return ProvidedHistory.ofValues(values);
	}

	/**
	 * A response of aggregates, for a {@link MetricqHistoryProvider} to give.
	 * @param metric the metric's name
	 * @param aggregates the aggregates
	 * @return a response of mode {@link Mode#AGGREGATES}, or {@link Mode#EMPTY} if there
	 * is none
	 */
	static HistoryResponse ofAggregates(String metric, List<TimeAggregate> aggregates) {
		return ProvidedHistory.ofAggregates(metric, aggregates);
	}

	/**
	 * A response of nothing, for a {@link MetricqHistoryProvider} to give.
	 * @param metric the metric's name
	 * @return a response of mode {@link Mode#EMPTY}
	 */
	static HistoryResponse empty(String metric) {
		return ProvidedHistory.ofAggregates(metric, List.of());
	}

	/**
	 * The metric.
	 * @return the name that the database told
	 */
	String metric();

	/**
	 * What the database told.
	 * @return the mode
	 */
	Mode mode();

	/**
	 * How many values or aggregates there are.
	 * @return the number
	 */
	int size();

	/**
	 * How long the database took.
	 * @return the time, or {@code null} if it did not tell
	 */
	@Nullable Duration requestDuration();

	/**
	 * The values.
	 * @return the values
	 * @throws IllegalStateException if the response holds something else
	 */
	Stream<TimeValue> values();

	/**
	 * The values, or the means of the aggregates.
	 * @return as many values as the response has elements
	 */
	Stream<TimeValue> asValues();

	/**
	 * The aggregates.
	 * @return the aggregates
	 * @throws IllegalStateException if the response holds something else
	 */
	Stream<TimeAggregate> aggregates();

	/**
	 * The aggregates, or the intervals between consecutive values, of which there is one
	 * less than there are values.
	 * @return the aggregates; reading them throws a
	 * {@link NonMonotonicTimestampsException} if the times of values do not increase
	 */
	Stream<TimeAggregate> asAggregates();

	/**
	 * The values as they came, without an object for each.
	 * @return the points
	 * @throws IllegalStateException if the response holds something else
	 */
	MetricChunk valueChunk();

	/**
	 * What a database tells.
	 */
	enum Mode {

		/** Nothing. */
		EMPTY,

		/** Aggregates. */
		AGGREGATES,

		/** Values as they were sent. */
		VALUES,

		/** Minimum, maximum and average only, as old databases do. */
		LEGACY

	}

}
