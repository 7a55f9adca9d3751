package io.github.polywire.metricq.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqRpcException;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the manager and other agents in a test: as a bean it takes the place of the
 * {@code ClientTemplate}. Functions that the test does not serve answer with the
 * manager's error. Thread-safe. <pre class="code">
 * StubMetricqClient client = new StubMetricqClient()
 *     .serving("get_metrics", (arguments) -&gt; Map.of("metrics", Map.of("a.b", Map.of("unit", "W"))));
 * </pre>
 */
public final class StubMetricqClient implements MetricqClient {

	private final Map<String, Function> functions = new ConcurrentHashMap<>();

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	/**
	 * Serves a function, to calls and to broadcasts; {@code get_metrics} also to
	 * {@link #getMetrics}, with {@code metrics} as a map of metadata by name or a
	 * collection of names.
	 * @param name the function's name
	 * @param function answers it
	 * @return this object
	 */
	public StubMetricqClient serving(String name, Function function) {
		this.functions.put(name, function);
		return this;
	}

	/**
	 * The calls and broadcasts that were made.
	 * @return the calls in order
	 */
	public List<Call> calls() {
		return List.copyOf(this.calls);
	}

	@Override
	public CompletableFuture<Map<String, MetricMetadata>> getMetricsAsync(MetricQuery query) {
		return rpcAsync("get_metrics", query.arguments(), query.timeout()).thenApply(StubMetricqClient::metadata);
	}

	private static Map<String, MetricMetadata> metadata(Map<String, @Nullable Object> answer) {
		Map<String, MetricMetadata> found = new HashMap<>();
		if (answer.get("metrics") instanceof Map<?, ?> metrics) {
			metrics.forEach((name, values) -> found.put(String.valueOf(name),
					new MetricMetadata(String.valueOf(name), copy((Map<?, ?>) values))));
		}
		else if (answer.get("metrics") instanceof Iterable<?> names) {
			names
				.forEach((name) -> found.put(String.valueOf(name), new MetricMetadata(String.valueOf(name), Map.of())));
		}
		return found;
	}

	private static Map<String, @Nullable Object> copy(Map<?, ?> values) {
		Map<String, @Nullable Object> copy = new HashMap<>();
		values.forEach((key, value) -> copy.put(String.valueOf(key), value));
		return copy;
	}

	@Override
	public CompletableFuture<Map<String, @Nullable Object>> rpcAsync(String function,
			Map<String, ? extends @Nullable Object> arguments, @Nullable Duration timeout) {
		try {
			return CompletableFuture.completedFuture(call(function, arguments));
		}
		catch (MetricqException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<Void> broadcast(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout, Consumer<MetricqRpcAnswer> answers) {
		try {
			answers.accept(new MetricqRpcAnswer("test", call(function, arguments), null));
		}
		catch (MetricqRpcException ex) {
			answers.accept(new MetricqRpcAnswer("test", Map.of(), ex.getError()));
		}
		return CompletableFuture.completedFuture(null);
	}

	private Map<String, @Nullable Object> call(String name, Map<String, ? extends @Nullable Object> arguments) {
		Map<String, @Nullable Object> copy = copy(arguments);
		this.calls.add(new Call(name, copy));
		Function function = this.functions.get(name);
		if (function == null) {
			throw new MetricqRpcException(name, "'Missing rpc handler for " + name + "'");
		}
		try {
			return copy(function.answer(copy));
		}
		catch (MetricqException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new MetricqRpcException(name, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * A call that was made.
	 *
	 * @param function the function's name
	 * @param arguments the arguments by name
	 */
	public record Call(String function, Map<String, @Nullable Object> arguments) {
	}

	/**
	 * Answers calls.
	 */
	@FunctionalInterface
	public interface Function {

		/**
		 * Answers a call.
		 * @param arguments the arguments by name
		 * @return the results by name
		 * @throws Exception if it fails: a {@link MetricqException} reaches the caller as
		 * it is, of anything else the message becomes a {@link MetricqRpcException}
		 */
		Map<String, ? extends @Nullable Object> answer(Map<String, @Nullable Object> arguments) throws Exception;

	}

}
