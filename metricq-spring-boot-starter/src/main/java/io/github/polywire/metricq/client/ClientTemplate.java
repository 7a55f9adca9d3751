package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricQuery;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.connection.Agent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import org.springframework.util.Assert;

/**
 * The client of an application. Connected when it first asks something.
 */
public final class ClientTemplate implements MetricqClient {

	private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {
	};

	private final Agent agent;

	/**
	 * Creates a client, without connecting it.
	 * @param agent the agent of the role
	 */
	public ClientTemplate(Agent agent) {
		Assert.notNull(agent, "'agent' must not be null");
		this.agent = agent;
	}

	@Override
	public CompletableFuture<Map<String, MetricMetadata>> getMetricsAsync(MetricQuery query) {
		return this.agent.rpc("get_metrics", query.arguments(), query.timeout())
			.thenApply((answer) -> metrics(answer.path("metrics")));
	}

	private Map<String, MetricMetadata> metrics(JsonNode metrics) {
		Map<String, MetricMetadata> all = new LinkedHashMap<>();
		if (metrics.isArray()) {
			metrics.values().forEach((name) -> all.put(name.asString(), new MetricMetadata(name.asString(), Map.of())));
		}
		else {
			metrics.properties()
				.forEach((metric) -> all.put(metric.getKey(), new MetricMetadata(metric.getKey(),
						metric.getValue().isObject() ? toMap(metric.getValue()) : Map.of())));
		}
		return all;
	}

	@Override
	public CompletableFuture<Map<String, @Nullable Object>> rpcAsync(String function,
			Map<String, ? extends @Nullable Object> arguments, @Nullable Duration timeout) {
		return this.agent.rpc(function, arguments, timeout).thenApply(this::toMap);
	}

	@Override
	public CompletableFuture<Void> broadcast(String function, Map<String, ? extends @Nullable Object> arguments,
			Duration timeout, Consumer<MetricqRpcAnswer> answers) {
		return this.agent.broadcast(function, arguments, timeout, answers);
	}

	private Map<String, @Nullable Object> toMap(JsonNode json) {
		return this.agent.codec().jsonMapper().convertValue(json, MAP);
	}

}
