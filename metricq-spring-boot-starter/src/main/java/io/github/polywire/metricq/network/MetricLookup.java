package io.github.polywire.metricq.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which metrics a client asks for, with the limits that the original's lookups have.
 */
final class MetricLookup {

	private static final String HISTORIC = "historic";

	private static final String HIDDEN = "hidden";

	private final boolean asObject;

	private final @Nullable Predicate<String> selector;

	private final @Nullable String prefix;

	private final @Nullable String infix;

	private final @Nullable Boolean historic;

	private final @Nullable Boolean hidden;

	private final long limit;

	private MetricLookup(boolean asObject, @Nullable Predicate<String> selector, @Nullable String prefix,
			@Nullable String infix, @Nullable Boolean historic, @Nullable Boolean hidden, long limit) {
		this.asObject = asObject;
		this.selector = selector;
		this.prefix = prefix;
		this.infix = infix;
		this.historic = historic;
		this.hidden = hidden;
		this.limit = limit;
	}

	/**
	 * Reads a request.
	 * @param request the request
	 * @return the lookup
	 * @throws ManagerException if the request asks for what there is not
	 */
	static MetricLookup parse(ManagerRequest request) {
		String format = format(request.optional("format"));
		String prefix = request.optionalText("prefix");
		String infix = request.optionalText("infix");
		if (prefix != null && infix != null) {
			throw new ManagerException("cannot get_metrics with both \"prefix\" and \"infix\"");
		}
		JsonNode selector = request.optional("selector");
		Predicate<String> selected = (selector != null) ? selector(selector) : null;
		Boolean historic = flag(request, HISTORIC);
		Boolean hidden = flag(request, HIDDEN);
		if (selected != null && (prefix != null || infix != null)) {
			throw new ManagerException("cannot get_metrics with both \"selector\" and \"prefix\" or \"infix\".");
		}
		if (selected == null && infix != null && historic == null) {
			throw new ManagerException("non-historic infix lookup not yet supported");
		}
		if (selected == null && historic != null && Boolean.TRUE.equals(hidden)) {
			throw new ManagerException("hidden lookup not yet supported");
		}
		return new MetricLookup("object".equals(format), selected, prefix, infix, historic, hidden,
				limit(request.optional("limit")));
	}

	boolean asObject() {
		return this.asObject;
	}

	/**
	 * Runs the lookup.
	 * @param store what there is
	 * @return the names of the metrics, sorted
	 */
	List<String> run(NetworkStore store) {
		Set<String> names = new LinkedHashSet<>();
		try (Stream<String> candidates = candidates(store)) {
			candidates.filter((name) -> matches(name, store.metric(name))).limit(this.limit).forEach(names::add);
		}
		return new ArrayList<>(names);
	}

	private Stream<String> candidates(NetworkStore store) {
		if (this.prefix != null && this.selector == null) {
			return store.metrics().tailMap(this.prefix).keySet().stream().takeWhile((it) -> it.startsWith(this.prefix));
		}
		return store.metrics().keySet().stream();
	}

	private boolean matches(String name, @Nullable ObjectNode metadata) {
		if (metadata == null) {
			return false;
		}
		if (this.selector != null) {
			return this.selector.test(name) && is(metadata, HISTORIC, this.historic)
					&& is(metadata, HIDDEN, this.hidden);
		}
		if (this.infix != null && !hasInfix(name, this.infix)) {
			return false;
		}
		// As in the original, without a selector "historic" chooses an index and so is
		// true whatever it says, and "hidden" is looked at with it only.
		return this.historic == null || (metadata.path(HISTORIC).asBoolean(false)
				&& (this.hidden == null || !metadata.path(HIDDEN).asBoolean(false)));
	}

	private static boolean is(ObjectNode metadata, String key, @Nullable Boolean wanted) {
		JsonNode value = metadata.path(key);
		return wanted == null || (value.isBoolean() && value.booleanValue() == wanted);
	}

	// Whether the name, or what follows one of its dots, starts with the infix.
	private static boolean hasInfix(String name, String infix) {
		int from = 0;
		while (!name.startsWith(infix, from)) {
			int dot = name.indexOf('.', from);
			if (dot < 0) {
				return false;
			}
			from = dot + 1;
		}
		return true;
	}

	private static String format(@Nullable JsonNode format) {
		String name = (format != null) ? format.asString(format.toString()) : "array";
		if (!name.equals("array") && !name.equals("object")) {
			throw new ManagerException("unknown format requested: " + name);
		}
		return name;
	}

	private static Predicate<String> selector(JsonNode selector) {
		if (selector.isString()) {
			return new BoundedPattern(selector.stringValue());
		}
		if (!selector.isArray()) {
			throw new ManagerException(
					"('Invalid selector type: {}, supported: str, list', " + pythonType(selector) + ")");
		}
		if (selector.isEmpty()) {
			throw new ManagerException("Empty selector list");
		}
		Set<String> names = new LinkedHashSet<>();
		selector.forEach((name) -> names.add(name.asString("")));
		return names::contains;
	}

	private static @Nullable Boolean flag(ManagerRequest request, String name) {
		JsonNode value = request.optional(name);
		if (value != null && !value.isBoolean()) {
			throw new ManagerException(
					"Invalid type for \"" + name + "\" argument: should be bool, is " + pythonType(value));
		}
		return (value != null) ? Boolean.valueOf(value.booleanValue()) : null;
	}

	private static long limit(@Nullable JsonNode limit) {
		if (limit == null) {
			return Long.MAX_VALUE;
		}
		if (!limit.isIntegralNumber() || !limit.canConvertToLong() || limit.longValue() < 0) {
			throw new ManagerException("'limit' must be a whole number that is not negative");
		}
		return limit.longValue();
	}

	private static String pythonType(JsonNode value) {
		String type = switch (value.getNodeType()) {
			case STRING -> "str";
			case BOOLEAN -> "bool";
			case NUMBER -> value.isIntegralNumber() ? "int" : "float";
			case ARRAY -> "list";
			default -> "dict";
		};
		return "<class '" + type + "'>";
	}

}
