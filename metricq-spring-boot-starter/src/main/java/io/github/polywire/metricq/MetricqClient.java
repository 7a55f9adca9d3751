package io.github.polywire.metricq;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Asks the manager and other agents. Thread-safe. The blocking methods throw, and the
 * futures complete with, a {@link MetricqRpcException} if the answer is an error, a
 * {@link MetricqTimeoutException} or {@link MetricqConnectionException} if there is none
 * in time, and a {@link MetricqAgentStoppedException} if the client is stopped.
 */
public interface MetricqClient {

	/**
	 * Finds metrics and what the network knows of them.
	 * @param query which metrics
	 * @return the metadata by metric, empty if the query does not ask for metadata
	 */
	default Map<String, MetricMetadata> getMetrics(MetricQuery query) {
		return MetricqFutures.await(getMetricsAsync(query));
	}

	/**
	 * Finds metrics and what the network knows of them.
	 * @param query which metrics
	 * @return the metadata by metric, empty if the query does not ask for metadata
	 */
	CompletableFuture<Map<String, MetricMetadata>> getMetricsAsync(MetricQuery query);

	/**
	 * Finds metrics.
	 * @param pattern a regular expression for parts of their names
	 * @return their names
	 */
	default List<String> getMetrics(String pattern) {
		return List.copyOf(getMetrics(MetricQuery.matching(pattern).withoutMetadata()).keySet());
	}

	/**
	 * Calls a function of the manager.
	 * @param function the function's name
	 * @param arguments the arguments by name, in camel case; values are written as JSON
	 * @return the results by name
	 */
	default Map<String, @Nullable Object> rpc(String function, Map<String, ? extends @Nullable Object> arguments) {
		return MetricqFutures.await(rpcAsync(function, arguments, null));
	}

	/**
	 * Calls a function of the manager.
	 * @param function the function's name
	 * @param arguments the arguments by name, in camel case; values are written as JSON
	 * @param timeout how long to wait, or {@code null} for {@code metricq.rpc-timeout}
	 * @return the results by name
	 */
	CompletableFuture<Map<String, @Nullable Object>> rpcAsync(String function,
			Map<String, ? extends @Nullable Object> arguments, @Nullable Duration timeout);

	/**
	 * Asks something of every agent, as {@code discover} does.
	 * @param function the function's name
	 * @param arguments the arguments by name, in camel case; values are written as JSON
	 * @param timeout how long to take answers
	 * @param answers takes each answer, on a thread that may be blocked
	 * @return completed when the time is over
	 */
	CompletableFuture<Void> broadcast(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout, Consumer<MetricqRpcAnswer> answers);

}
