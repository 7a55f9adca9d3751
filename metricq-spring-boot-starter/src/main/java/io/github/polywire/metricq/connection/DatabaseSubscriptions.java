package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a database asks of the manager: it registers, and subscribes its two durable
 * queues, for chunks of the input of each metric and for history requests of its name.
 * Thread-safe.
 */
public final class DatabaseSubscriptions extends RoleSubscriptions {

	private final Map<String, String> inputs;

	/**
	 * Creates an object for a database.
	 * @param agent the agent of the role
	 * @param inputs the metrics whose points are stored under another name, by that name
	 */
	public DatabaseSubscriptions(Agent agent, Map<String, String> inputs) {
		super(agent);
		this.inputs = Map.copyOf(inputs);
	}

	@Override
	public boolean isDurable() {
		return true;
	}

	@Override
	public CompletableFuture<ObjectNode> subscribe(Collection<String> metrics, @Nullable String queue, Duration expires,
			boolean withMetadata) {
		List<Object> subscribed = new ArrayList<>();
		for (String metric : metrics) {
			String input = this.inputs.get(metric);
			subscribed.add((input != null) ? renamed(metric, input) : metric);
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("metrics", subscribed);
		arguments.put("metadata", withMetadata);
		return registered().thenCompose((registered) -> agent().rpc("db.subscribe", arguments, null));
	}

	private static Map<String, String> renamed(String metric, String input) {
		Map<String, String> renamed = new LinkedHashMap<>();
		renamed.put("name", metric);
		renamed.put("input", input);
		return renamed;
	}

}
