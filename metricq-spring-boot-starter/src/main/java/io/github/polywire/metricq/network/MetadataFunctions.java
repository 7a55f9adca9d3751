package io.github.polywire.metricq.network;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manager's functions that tell and take what metrics there are.
 */
final class MetadataFunctions {

	private static final String METRICS = "metrics";

	private final NetworkStore store;

	private final Consumer<Collection<String>> declared;

	/**
	 * Creates the functions.
	 * @param store what the manager knows
	 * @param declared is told the names that a source declared
	 */
	MetadataFunctions(NetworkStore store, Consumer<Collection<String>> declared) {
		this.store = store;
		this.declared = declared;
	}

	void addTo(Map<String, ManagerFunction> functions) {
		for (String role : new String[] { "source", "transformer" }) {
			functions.put(role + ".declare_metrics", this::declare);
			functions.put(role + ".metrics_list", this::declare);
		}
		functions.put("get_metrics", this::getMetrics);
		functions.put("history.get_metrics", this::getMetrics);
		functions.put("history.get_metric_list", this::getMetricList);
	}

	/**
	 * The metadata of some metrics.
	 * @param store what the manager knows
	 * @param names the metrics
	 * @return the metadata by name, null for a metric that is not known
	 */
	static ObjectNode describe(NetworkStore store, List<String> names) {
		ObjectNode metrics = JsonNodeFactory.instance.objectNode();
		names.forEach((name) -> metrics.set(name, store.metric(name)));
		return metrics;
	}

	private ObjectNode declare(ManagerRequest request) {
		Map<String, ObjectNode> metrics = declaredMetrics(request.optional(METRICS));
		this.store.declare(request.token(), metrics);
		this.declared.accept(metrics.keySet());
		return JsonNodeFactory.instance.objectNode();
	}

	private static Map<String, ObjectNode> declaredMetrics(@Nullable JsonNode metrics) {
		Map<String, ObjectNode> declared = new LinkedHashMap<>();
		if (metrics instanceof ObjectNode object) {
			object.properties().forEach((entry) -> {
				JsonNode metadata = entry.getValue();
				if (!metadata.isObject() && !metadata.isNull()) {
					throw new ManagerException("the metadata of '" + entry.getKey() + "' must be an object");
				}
				declared.put(ManagerRequest.metricName(JsonNodeFactory.instance.stringNode(entry.getKey())),
						(metadata instanceof ObjectNode values) ? values : JsonNodeFactory.instance.objectNode());
			});
		}
		else if (metrics instanceof ArrayNode array) {
			array.forEach(
					(name) -> declared.put(ManagerRequest.metricName(name), JsonNodeFactory.instance.objectNode()));
		}
		else if (metrics != null) {
			throw new ManagerException("'" + METRICS + "' must be an object of metadata by name, or a list of names");
		}
		return declared;
	}

	private ObjectNode getMetrics(ManagerRequest request) {
		MetricLookup lookup = MetricLookup.parse(request);
		List<String> names = lookup.run(this.store);
		ObjectNode answer = JsonNodeFactory.instance.objectNode();
		if (lookup.asObject()) {
			return answer.set(METRICS, describe(this.store, names));
		}
		names.forEach(answer.putArray(METRICS)::add);
		return answer;
	}

	private ObjectNode getMetricList(ManagerRequest request) {
		ObjectNode answer = JsonNodeFactory.instance.objectNode();
		this.store.metrics().keySet().forEach(answer.putArray("metric_list")::add);
		return answer;
	}

}
