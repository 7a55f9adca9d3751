package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a transformer asks of the manager: it registers, declares the metrics that it
 * makes, and subscribes its one durable queue. Thread-safe.
 */
public final class TransformerSubscriptions extends RoleSubscriptions {

	private final Map<String, Map<String, Object>> outputs;

	/**
	 * Creates an object for a transformer.
	 * @param agent the agent of the role
	 * @param outputs the metadata of the metrics that it makes, by name
	 */
	public TransformerSubscriptions(Agent agent, Map<String, Map<String, Object>> outputs) {
		super(agent);
		this.outputs = new LinkedHashMap<>(outputs);
	}

	@Override
	public boolean isDurable() {
		return true;
	}

	@Override
	public CompletableFuture<ObjectNode> subscribe(Collection<String> metrics, @Nullable String queue, Duration expires,
			boolean withMetadata) {
		List<String> inputs = List.copyOf(metrics);
		return registered().thenCompose((registered) -> declared())
			.thenCompose((declared) -> agent().rpc("transformer.subscribe", Map.of("metrics", inputs), null));
	}

	private CompletableFuture<?> declared() {
		return this.outputs.isEmpty() ? CompletableFuture.completedFuture(null)
				: agent().rpc("transformer.declare_metrics", Map.of("metrics", this.outputs), null);
	}

	/**
	 * Finds metrics, without those that the transformer makes: it would never end.
	 */
	@Override
	public CompletableFuture<List<String>> find(String pattern) {
		return super.find(pattern)
			.thenApply((found) -> found.stream().filter((metric) -> !this.outputs.containsKey(metric)).toList());
	}

}
