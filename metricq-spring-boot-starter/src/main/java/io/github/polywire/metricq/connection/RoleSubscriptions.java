package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.MetricMetadata;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent that gets points asks of the manager. Thread-safe.
 */
public abstract class RoleSubscriptions {

	private static final TypeReference<Map<String, @Nullable Object>> MAP = new TypeReference<>() {
	};

	private final Agent agent;

	private @Nullable CompletableFuture<ObjectNode> registration;

	/**
	 * Creates an object for an agent.
	 * @param agent the agent of the role
	 */
	protected RoleSubscriptions(Agent agent) {
		this.agent = agent;
	}

	/**
	 * The agent of the role.
	 * @return the agent
	 */
	public final Agent agent() {
		return this.agent;
	}

	/**
	 * Whether the queue, and what is in it, stays when its consumer is lost or stopped.
	 * @return {@code false} if the queue goes with its consumer
	 */
	public abstract boolean isDurable();

	/**
	 * Subscribes a queue to metrics.
	 * @param metrics the metrics
	 * @param queue an existing queue, or {@code null} for a new one; a role whose queue
	 * is durable has but one
	 * @param expires how long a queue that is not durable lives without a consumer
	 * @param withMetadata whether the answer tells the metrics' metadata
	 * @return the manager's answer
	 */
	public abstract CompletableFuture<ObjectNode> subscribe(Collection<String> metrics, @Nullable String queue,
			Duration expires, boolean withMetadata);

	/**
	 * Ends the subscription of a queue to metrics.
	 * @param queue the queue
	 * @param metrics the metrics
	 * @param end whether a message that tells the end follows the last point
	 * @return the manager's answer, or an {@link UnsupportedOperationException} if the
	 * role cannot unsubscribe
	 */
	public CompletableFuture<ObjectNode> unsubscribe(String queue, Collection<String> metrics, boolean end) {
		return CompletableFuture.failedFuture(
				new UnsupportedOperationException("A MetricQ manager does not end the" + " subscriptions of a "
						+ this.agent.role().id() + ": delete the binding of the queue '" + queue + "' in RabbitMQ"));
	}

	/**
	 * Registers the agent, once: the same answer is given again after that. A failed
	 * registration is tried again with the next call.
	 * @return what the manager answered
	 */
	public final CompletableFuture<ObjectNode> registered() {
		synchronized (this) {
			if (this.registration == null || this.registration.isCompletedExceptionally()) {
				this.registration = this.agent.register(this.agent.role().id() + ".register");
			}
			return this.registration;
		}
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
	public final BrokerConnection connect(ObjectNode answer) {
		return connect(answer.path("dataServerAddress").asString(""));
	}

	/**
	 * The connection to the broker of a queue.
	 * @param address the address that the manager told
	 * @return the connection, which is opened
	 */
	public final BrokerConnection connect(String address) {
		return this.agent.connect("data connection", address);
	}

	/**
	 * Reads the metadata in an answer.
	 * @param answer the manager's answer
	 * @return the metadata of those metrics that have any
	 */
	public final List<MetricMetadata> metadata(ObjectNode answer) {
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
