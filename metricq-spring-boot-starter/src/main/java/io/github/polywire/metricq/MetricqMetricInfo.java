package io.github.polywire.metricq;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A metric that a method makes on a grid of times, and how it fares.
 *
 * @param metric the metric's name
 * @param handler the method
 * @param period how long one beat is
 * @param beats how often the method was called
 * @param skipped how many beats were left out because a call took too long
 * @param failed how many calls failed
 * @param error why the last call failed, or {@code null} if it did not
 */
public record MetricqMetricInfo(String metric, String handler, Duration period, long beats, long skipped, long failed,
		@Nullable String error) {
}
