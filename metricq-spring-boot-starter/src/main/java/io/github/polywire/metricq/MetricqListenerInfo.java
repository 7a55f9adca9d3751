package io.github.polywire.metricq;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A listener and what it is doing.
 *
 * @param id the id of its container
 * @param handler the method
 * @param metrics the metrics that it is subscribed to
 * @param pattern the expression that they were found by, or {@code null}
 * @param queue its queue, or {@code null} if it has none
 * @param state what it is doing
 * @param error why it is not running, or {@code null} if nothing failed
 */
public record MetricqListenerInfo(String id, String handler, List<String> metrics, @Nullable String pattern,
		@Nullable String queue, ContainerState state, @Nullable String error) {
}
