package io.github.polywire.metricq;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One of the answers to a broadcast.
 *
 * @param fromToken the token of who answered, or {@code null} if it did not tell
 * @param result the results by name, empty if it failed
 * @param error what went wrong, or {@code null} if nothing did
 */
public record MetricqRpcAnswer(@Nullable String fromToken, Map<String, @Nullable Object> result,
		@Nullable String error) {
}
