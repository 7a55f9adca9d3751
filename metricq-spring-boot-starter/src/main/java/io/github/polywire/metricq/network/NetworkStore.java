package io.github.polywire.metricq.network;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the manager knows: a configuration for each client, metadata for each metric. Each
 * is a document with an {@code _id} and a {@code _rev}, as clients of the original know
 * them from CouchDB. A document that was handed out never changes. Thread-safe.
 */
final class NetworkStore {

	static final String ID = "_id";

	static final String REVISION = "_rev";

	private static final String SOURCE = "source";

	private static final String HISTORIC = "historic";

	private static final String DATE = "date";

	private static final DateTimeFormatter DATE_FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

	private final NavigableMap<String, ObjectNode> configs = new ConcurrentSkipListMap<>();

	private final NavigableMap<String, ObjectNode> metrics = new ConcurrentSkipListMap<>();

	private final AtomicLong version = new AtomicLong();

	private final int maxMetrics;

	private final Clock clock;

	/**
	 * Creates an empty store.
	 * @param maxMetrics how many metrics it takes
	 * @param clock dates the declarations
	 */
	NetworkStore(int maxMetrics, Clock clock) {
		this.maxMetrics = maxMetrics;
		this.clock = clock;
	}

	/**
	 * Counts the changes.
	 * @return another number after each change
	 */
	long version() {
		return this.version.get();
	}

	@Nullable ObjectNode config(String token) {
		return this.configs.get(token);
	}

	/**
	 * All configurations.
	 * @return an unmodifiable view by token
	 */
	NavigableMap<String, ObjectNode> configs() {
		return Collections.unmodifiableNavigableMap(this.configs);
	}

	/**
	 * Sets a configuration. An equal one stays as it is, with its revision.
	 * @param token the client's token
	 * @param config the configuration
	 * @return the document
	 */
	ObjectNode putConfig(String token, ObjectNode config) {
		ObjectNode present = this.configs.get(token);
		if (present != null && present.deepCopy()
			.asObject()
			.without(List.of(ID, REVISION))
			.equals(config.deepCopy().asObject().without(List.of(ID, REVISION)))) {
			return present;
		}
		return update(this.configs, token, (document) -> {
			document.removeAll();
			copy(config, document);
		});
	}

	boolean removeConfig(String token) {
		boolean removed = this.configs.remove(token) != null;
		if (removed) {
			this.version.incrementAndGet();
		}
		return removed;
	}

	@Nullable ObjectNode metric(String name) {
		return this.metrics.get(name);
	}

	/**
	 * The metadata of all metrics.
	 * @return an unmodifiable view by name
	 */
	NavigableMap<String, ObjectNode> metrics() {
		return Collections.unmodifiableNavigableMap(this.metrics);
	}

	/**
	 * Takes what a source says of its metrics. Keys that it does not name stay as they
	 * are; who the source is and whether a database records is the manager's to say.
	 * @param source the source's token
	 * @param declared the metadata by metric
	 * @throws ManagerException if that are more metrics than the network takes
	 */
	void declare(String source, Map<String, ObjectNode> declared) {
		requireRoom(declared.keySet());
		String now = DATE_FORMAT.format(OffsetDateTime.now(this.clock.withZone(ZoneOffset.UTC)));
		declared.forEach((name, metadata) -> update(this.metrics, name, (document) -> {
			if (!metadata.has(DATE)) {
				document.put(DATE, now);
			}
			for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
				if (!entry.getKey().equals(SOURCE) && !entry.getKey().equals(HISTORIC)
						&& !entry.getKey().startsWith("_")) {
					document.set(entry.getKey(), entry.getValue());
				}
			}
			document.put(SOURCE, source);
		}));
	}

	/**
	 * Notes that a database records metrics, which need not be declared.
	 * @param names the metrics' names
	 * @throws ManagerException if that are more metrics than the network takes
	 */
	void markHistoric(Collection<String> names) {
		requireRoom(names);
		for (String name : names) {
			ObjectNode known = this.metrics.get(name);
			if (known == null || !known.path(HISTORIC).asBoolean(false)) {
				update(this.metrics, name, (document) -> document.put(HISTORIC, true));
			}
		}
	}

	/**
	 * Takes documents from a file.
	 * @param storedConfigs configurations by token
	 * @param storedMetrics metadata by metric
	 */
	void load(Map<String, ObjectNode> storedConfigs, Map<String, ObjectNode> storedMetrics) {
		storedConfigs.forEach((token, document) -> this.configs.put(token, identified(token, document)));
		storedMetrics.forEach((name, document) -> this.metrics.put(name, identified(name, document)));
	}

	private void requireRoom(Collection<String> names) {
		long added = names.stream().filter((name) -> !this.metrics.containsKey(name)).distinct().count();
		if (this.metrics.size() + added > this.maxMetrics) {
			throw new ManagerException("the network takes at most " + this.maxMetrics
					+ " metrics: raise metricq.network.max-metrics, or declare fewer");
		}
	}

	private ObjectNode update(NavigableMap<String, ObjectNode> documents, String id, Consumer<ObjectNode> change) {
		ObjectNode changed = documents.compute(id, (key, present) -> {
			ObjectNode document = (present != null) ? present.deepCopy().asObject()
					: JsonNodeFactory.instance.objectNode();
			int generation = generation(document);
			document.remove(ID);
			document.remove(REVISION);
			change.accept(document);
			document.put(ID, id);
			document.put(REVISION, revision(generation + 1));
			return document;
		});
		this.version.incrementAndGet();
		return changed;
	}

	private static ObjectNode identified(String id, ObjectNode document) {
		ObjectNode identified = JsonNodeFactory.instance.objectNode();
		copy(document, identified);
		identified.put(ID, id);
		JsonNode known = document.get(REVISION);
		identified.put(REVISION, (known != null && known.isString()) ? known.stringValue() : revision(1));
		return identified;
	}

	private static void copy(ObjectNode from, ObjectNode to) {
		for (Map.Entry<String, JsonNode> entry : from.properties()) {
			if (!entry.getKey().equals(ID) && !entry.getKey().equals(REVISION)) {
				to.set(entry.getKey(), entry.getValue().deepCopy());
			}
		}
	}

	private static int generation(ObjectNode document) {
		String revision = document.path(REVISION).asString("0-");
		int dash = revision.indexOf('-');
		try {
			return Integer.parseInt(revision.substring(0, Math.max(0, dash)));
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private static String revision(int generation) {
		return generation + "-" + UUID.randomUUID().toString().replace("-", "");
	}

}
