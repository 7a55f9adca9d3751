package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.MetricMetadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sink asks of the manager. Thread-safe.
 */
public final class Subscriptions {

	private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {
	};

	private final Agent agent;

	private final boolean durable;

	private @Nullable CompletableFuture<?> registration;

	/**
	 * Creates an object for a sink.
	 * @param agent the agent of the role
	 * @param durable whether the sink registers itself before it subscribes
	 */
	public Subscriptions(Agent agent, boolean durable) {
		this.agent = agent;
		this.durable = durable;
	}

	/**
	 * The agent of the role.
	 * @return the agent
	 */
	public Agent agent() {
		return this.agent;
	}

	/**
	 * Subscribes a queue to metrics.
	 * @param metrics the metrics
	 * @param queue an existing queue, or {@code null} for a new one
	 * @param expires how long the queue lives without a consumer
	 * @param withMetadata whether the answer tells the metrics' metadata
	 * @return the manager's answer
	 */
	public CompletableFuture<ObjectNode> subscribe(Collection<String> metrics, @Nullable String queue, Duration expires,
			boolean withMetadata) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("metrics", List.copyOf(metrics));
		arguments.put("expires", seconds(expires));
		arguments.put("metadata", withMetadata);
		if (queue != null) {
			arguments.put("dataQueue", queue);
		}
		return registered().thenCompose((ignored) -> this.agent.rpc("sink.subscribe", arguments, null));
	}

	private static Number seconds(Duration interval) {
		// Not all managers make a whole number of a fraction.
		if (interval.toMillis() % 1000 == 0) {
			return interval.toSeconds();
		}
		return interval.toMillis() / 1000.0;
	}

	private CompletableFuture<?> registered() {
		if (!this.durable) {
			return CompletableFuture.completedFuture(null);
		}
		synchronized (this) {
			if (this.registration == null || this.registration.isCompletedExceptionally()) {
				this.registration = this.agent.register("sink.register");
			}
			return this.registration;
		}
	}

	/**
	 * Ends the subscription of a queue to metrics.
	 * @param queue the queue
	 * @param metrics the metrics
	 * @param end whether a message that tells the end follows the last point
	 * @return the manager's answer
	 */
	public CompletableFuture<ObjectNode> unsubscribe(String queue, Collection<String> metrics, boolean end) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("dataQueue", queue);
		arguments.put("metrics", List.copyOf(metrics));
		if (!end) {
			arguments.put("end", false);
		}
		return this.agent.rpc("sink.unsubscribe", arguments, null);
	}

	/**
	 * Tells the manager that a queue is not needed any more.
	 * @param queue the queue
	 * @return the manager's answer
	 */
	public CompletableFuture<ObjectNode> release(String queue) {
		return this.agent.rpc("sink.release", Map.of("dataQueue", queue), null);
	}

	/**
	 * Finds metrics.
	 * @param pattern a regular expression for parts of their names
	 * @return the names
	 */
	public CompletableFuture<List<String>> find(String pattern) {
		return this.agent.rpc("get_metrics", Map.of("format", "array", "selector", pattern), null)
			.thenApply((answer) -> answer.path("metrics").valueStream().map(JsonNode::asString).toList());
	}

	/**
	 * The connection to the broker of a queue.
	 * @param answer the manager's answer to a subscription
	 * @return the connection, which is opened
	 */
	public BrokerConnection connect(ObjectNode answer) {
		return connect(answer.path("dataServerAddress").asString(""));
	}

	/**
	 * The connection to the broker of a queue.
	 * @param address the address that the manager told
	 * @return the connection, which is opened
	 */
	public BrokerConnection connect(String address) {
		return this.agent.connect("data connection", address);
	}

	/**
	 * Reads the metadata in an answer.
	 * @param answer the manager's answer
	 * @return the metadata of those metrics that have any
	 */
	public List<MetricMetadata> metadata(ObjectNode answer) {
		List<MetricMetadata> all = new ArrayList<>();
		JsonNode metrics = answer.path("metrics");
		if (metrics.isObject()) {
			metrics.properties().forEach((metric) -> {
				if (metric.getValue().isObject()) {
					all.add(new MetricMetadata(metric.getKey(),
							this.agent.codec().jsonMapper().convertValue(metric.getValue(), MAP)));
				}
			});
		}
		return all;
	}

}
