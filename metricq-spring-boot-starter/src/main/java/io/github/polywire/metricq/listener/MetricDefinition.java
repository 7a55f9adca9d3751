package io.github.polywire.metricq.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a metric on a grid of times is made of.
 *
 * @param name its name
 * @param bean the bean
 * @param method the method to call on it
 * @param period how long one beat is
 * @param metadata what the manager is told
 * @param chunkSize how many points a chunk holds, or {@code null} for the default
 */
record MetricDefinition(String name, Object bean, Method method, Duration period, Map<String, Object> metadata,
		@Nullable Integer chunkSize) {
}
