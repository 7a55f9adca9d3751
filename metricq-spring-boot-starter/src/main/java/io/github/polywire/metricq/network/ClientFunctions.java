package io.github.polywire.metricq.network;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manager's functions that register clients and give them their queues.
 */
final class ClientFunctions {

	private static final String CONFIG = "config";

	private static final String METRICS = "metrics";

	private static final String DATA_QUEUE = "dataQueue";

	private static final String HISTORY_QUEUE = "historyQueue";

	private static final String DATA_EXCHANGE = "dataExchange";

	private static final int MAX_QUEUE_NAME_BYTES = 255;

	private final NetworkStore store;

	private final NetworkTopology topology;

	private final Supplier<String> dataServerAddress;

	private final boolean strict;

	private final Consumer<List<String>> recordedElsewhere;

	/**
	 * Creates the functions.
	 * @param store what the manager knows
	 * @param topology declares queues
	 * @param dataServerAddress where clients connect for data
	 * @param strict whether a client without a configuration is refused
	 * @param recordedElsewhere is told the metrics that another database records
	 */
	ClientFunctions(NetworkStore store, NetworkTopology topology, Supplier<String> dataServerAddress, boolean strict,
			Consumer<List<String>> recordedElsewhere) {
		this.store = store;
		this.topology = topology;
		this.dataServerAddress = dataServerAddress;
		this.strict = strict;
		this.recordedElsewhere = recordedElsewhere;
	}

	void addTo(Map<String, ManagerFunction> functions) {
		functions.put("source.register", this::registerSource);
		functions.put("transformer.register", this::registerSource);
		functions.put("sink.register", this::registerSink);
		functions.put("history.register", this::registerHistory);
		functions.put("db.register", this::registerDatabase);
		for (String name : new String[] { "", "sink." }) {
			functions.put(name + "subscribe", this::subscribeSink);
			functions.put(name + "unsubscribe", this::unsubscribeSink);
			functions.put(name + "release", this::releaseSink);
		}
		functions.put("transformer.subscribe", this::subscribeTransformer);
		functions.put("db.subscribe", this::subscribeDatabase);
	}

	private ObjectNode registerSource(ManagerRequest request) {
		ObjectNode answer = located().put(DATA_EXCHANGE, MetricqNames.DATA_EXCHANGE);
		return answer.set(CONFIG, requiredConfig(request.token()));
	}

	private ObjectNode registerSink(ManagerRequest request) {
		return located().set(CONFIG, requiredConfig(request.token()));
	}

	private ObjectNode registerHistory(ManagerRequest request) {
		QueueDeclaration queue = queues(request.token()).historyResponse();
		this.topology.declareAndBind(queue, MetricqNames.HISTORY_EXCHANGE, List.of());
		ObjectNode answer = JsonNodeFactory.instance.objectNode();
		answer.put("historyServerAddress", this.dataServerAddress.get());
		answer.setAll(located());
		answer.put("historyExchange", MetricqNames.HISTORY_EXCHANGE);
		answer.put(HISTORY_QUEUE, queue.name());
		ObjectNode config = this.store.config(request.token());
		return (config != null) ? answer.set(CONFIG, config) : answer;
	}

	private ObjectNode registerDatabase(ManagerRequest request) {
		ObjectNode config = requiredConfig(request.token());
		ObjectNode answer = located();
		answer.put(DATA_QUEUE, declareData(request.token(), List.of()));
		answer.put(DATA_EXCHANGE, MetricqNames.DATA_EXCHANGE);
		answer.put(HISTORY_QUEUE, declareHistory(request.token(), List.of()));
		return answer.set(CONFIG, config);
	}

	private ObjectNode subscribeSink(ManagerRequest request) {
		List<String> metrics = request.metrics(METRICS, false);
		boolean metadata = request.flag("metadata", true);
		QueueDeclaration queue = queues(request.token()).sinkData(dataQueue(request.optionalText(DATA_QUEUE)),
				request.optional("expires"));
		this.topology.declareAndBind(queue, MetricqNames.DATA_EXCHANGE, metrics);
		return located().put(DATA_QUEUE, queue.name()).set(METRICS, describe(metrics, metadata));
	}

	private ObjectNode unsubscribeSink(ManagerRequest request) {
		String queue = request.text(DATA_QUEUE);
		dataQueue(queue);
		List<String> metrics = request.metrics(METRICS, true);
		this.topology.unbind(queue, metrics, request.flag("end", true));
		return located().put(DATA_QUEUE, queue).set(METRICS, describe(metrics, true));
	}

	// The broker deletes the queue when its last consumer leaves.
	private ObjectNode releaseSink(ManagerRequest request) {
		request.text(DATA_QUEUE);
		return JsonNodeFactory.instance.objectNode();
	}

	private ObjectNode subscribeTransformer(ManagerRequest request) {
		List<String> metrics = request.metrics(METRICS, true);
		requiredConfig(request.token());
		ObjectNode answer = located().put(DATA_QUEUE, declareData(request.token(), metrics));
		return answer.set(METRICS, describe(metrics, true));
	}

	private ObjectNode subscribeDatabase(ManagerRequest request) {
		boolean metadata = request.flag("metadata", true);
		List<String> inputs = new ArrayList<>();
		List<String> names = new ArrayList<>();
		for (JsonNode metric : request.list(METRICS, true)) {
			JsonNode name = metric.isObject() ? metric.path("name") : metric;
			names.add(ManagerRequest.metricName(name));
			inputs.add(ManagerRequest.metricName(metric.has("input") ? metric.get("input") : name));
		}
		requiredConfig(request.token());
		ObjectNode answer = located();
		answer.put(DATA_QUEUE, declareData(request.token(), inputs));
		answer.put(HISTORY_QUEUE, declareHistory(request.token(), names));
		this.store.markHistoric(names);
		this.recordedElsewhere.accept(names);
		return answer.set(METRICS, describe(names, metadata));
	}

	private String declareData(String token, List<String> metrics) {
		QueueDeclaration queue = queues(token).durableData();
		this.topology.declareAndBind(queue, MetricqNames.DATA_EXCHANGE, metrics);
		return queue.name();
	}

	private String declareHistory(String token, List<String> metrics) {
		QueueDeclaration queue = queues(token).historyRequest();
		this.topology.declareAndBind(queue, MetricqNames.HISTORY_EXCHANGE, metrics);
		return queue.name();
	}

	private ClientQueues queues(String token) {
		return new ClientQueues(token, this.store.config(token));
	}

	private ObjectNode requiredConfig(String token) {
		ObjectNode config = this.store.config(token);
		if (config != null) {
			return config;
		}
		if (this.strict) {
			throw new ManagerException("'Document " + token + " was not found'");
		}
		return JsonNodeFactory.instance.objectNode();
	}

	private JsonNode describe(List<String> metrics, boolean metadata) {
		if (metadata) {
			return MetadataFunctions.describe(this.store, metrics);
		}
		return metrics.stream()
			.map(JsonNodeFactory.instance::stringNode)
			.collect(JsonNodeFactory.instance::arrayNode, (array, name) -> array.add(name),
					(first, second) -> first.addAll(second));
	}

	private ObjectNode located() {
		return JsonNodeFactory.instance.objectNode().put("dataServerAddress", this.dataServerAddress.get());
	}

	private static @Nullable String dataQueue(@Nullable String name) {
		if (name != null && (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_QUEUE_NAME_BYTES)) {
			throw new ManagerException("'" + DATA_QUEUE + "' must have 1 to " + MAX_QUEUE_NAME_BYTES + " bytes");
		}
		return name;
	}

}
