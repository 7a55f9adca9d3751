package io.github.polywire.metricq.network;

import java.util.ArrayList;
import java.util.List;

import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client asks of the manager.
 *
 * @param token the client's token
 * @param arguments the arguments by name
 */
record ManagerRequest(String token, ObjectNode arguments) {

	/**
	 * An argument that may be missing.
	 * @param name the argument's name
	 * @return the value, or {@code null} if there is none or it is null
	 */
	@Nullable JsonNode optional(String name) {
		JsonNode value = this.arguments.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	/**
	 * An argument that is a text.
	 * @param name the argument's name
	 * @return the text
	 * @throws ManagerException if it is missing or something else
	 */
	String text(String name) {
		String text = optionalText(name);
		if (text == null) {
			throw missing(name);
		}
		return text;
	}

	/**
	 * An argument that is a text and may be missing.
	 * @param name the argument's name
	 * @return the text, or {@code null}
	 * @throws ManagerException if it is something else
	 */
	@Nullable String optionalText(String name) {
		JsonNode value = optional(name);
		if (value == null) {
			return null;
		}
		if (!value.isString()) {
			throw new ManagerException("'" + name + "' must be a text");
		}
		return value.stringValue();
	}

	/**
	 * An argument that is true or false.
	 * @param name the argument's name
	 * @param defaultValue what it is if it is missing
	 * @return the value
	 * @throws ManagerException if it is something else
	 */
	boolean flag(String name, boolean defaultValue) {
		JsonNode value = optional(name);
		if (value == null) {
			return defaultValue;
		}
		if (!value.isBoolean()) {
			throw new ManagerException("'" + name + "' must be true or false");
		}
		return value.booleanValue();
	}

	/**
	 * The names of metrics in an argument.
	 * @param name the argument's name
	 * @param required whether it must be there
	 * @return the names, in their order
	 * @throws ManagerException if it is missing, no list, or holds what is no name
	 */
	List<String> metrics(String name, boolean required) {
		List<String> metrics = new ArrayList<>();
		for (JsonNode metric : list(name, required)) {
			metrics.add(metricName(metric));
		}
		return metrics;
	}

	/**
	 * An argument that is a list.
	 * @param name the argument's name
	 * @param required whether it must be there
	 * @return its elements
	 * @throws ManagerException if it is missing or no list
	 */
	List<JsonNode> list(String name, boolean required) {
		JsonNode value = optional(name);
		if (value == null) {
			if (required) {
				throw missing(name);
			}
			return List.of();
		}
		if (!value.isArray()) {
			throw new ManagerException("'" + name + "' must be a list");
		}
		return List.copyOf(value.asArray().values());
	}

	/**
	 * Reads the name of a metric.
	 * @param value the value
	 * @return the name
	 * @throws ManagerException if it is no text, empty or too long
	 */
	static String metricName(JsonNode value) {
		if (!value.isString()) {
			throw new ManagerException("the name of a metric must be a text");
		}
		try {
			return MetricqNames.requireMetric(value.stringValue());
		}
		catch (IllegalArgumentException ex) {
			throw new ManagerException(String.valueOf(ex.getMessage()), ex);
		}
	}

	private static ManagerException missing(String name) {
		// What str(KeyError) is in the original.
		return new ManagerException("'" + name + "'");
	}

}
