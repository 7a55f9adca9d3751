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
 * What a sink asks of the manager. Thread-safe.
 */
public final class Subscriptions extends RoleSubscriptions {

	private final boolean registers;

	/**
	 * Creates an object for a sink.
	 * @param agent the agent of the role
	 * @param registers whether the sink registers itself before it subscribes
	 */
	public Subscriptions(Agent agent, boolean registers) {
		super(agent);
		this.registers = registers;
	}

	@Override
	public boolean isDurable() {
		return false;
	}

	@Override
	public CompletableFuture<ObjectNode> subscribe(Collection<String> metrics, @Nullable String queue, Duration expires,
			boolean withMetadata) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("metrics", List.copyOf(metrics));
		arguments.put("expires", seconds(expires));
		arguments.put("metadata", withMetadata);
		if (queue != null) {
			arguments.put("dataQueue", queue);
		}
		CompletableFuture<?> before = this.registers ? registered() : CompletableFuture.completedFuture(null);
		return before.thenCompose((ignored) -> agent().rpc("sink.subscribe", arguments, null));
	}

	private static Number seconds(Duration interval) {
		// Not all managers make a whole number of a fraction.
		if (interval.toMillis() % 1000 == 0) {
			return interval.toSeconds();
		}
		return interval.toMillis() / 1000.0;
	}

	@Override
	public CompletableFuture<ObjectNode> unsubscribe(String queue, Collection<String> metrics, boolean end) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("dataQueue", queue);
		arguments.put("metrics", List.copyOf(metrics));
		if (!end) {
			arguments.put("end", false);
		}
		return agent().rpc("sink.unsubscribe", arguments, null);
	}

	/**
	 * Tells the manager that a queue is not needed any more.
	 * @param queue the queue
	 * @return the manager's answer
	 */
	public CompletableFuture<ObjectNode> release(String queue) {
		return agent().rpc("sink.release", Map.of("dataQueue", queue), null);
	}

}
