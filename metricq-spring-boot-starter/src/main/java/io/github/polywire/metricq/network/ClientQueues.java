package io.github.polywire.metricq.network;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names and arguments of a client's queues, which its configuration can change under
 * {@code x-metricq}. What is there but of the wrong kind is as if it were not there.
 */
final class ClientQueues {

	/** How long an unused queue of a transient client stays. */
	static final long DEFAULT_EXPIRES_MILLIS = 600_000;

	private static final String DATA = "data";

	private static final String HISTORY_REQUEST = "hreq";

	private static final String HISTORY_RESPONSE = "hrsp";

	private static final String QUORUM = "quorum";

	private static final double MILLIS = 1000;

	private final String token;

	private final JsonNode config;

	ClientQueues(String token, @Nullable ObjectNode config) {
		this.token = token;
		this.config = (config != null) ? config : MissingNode.getInstance();
	}

	/**
	 * A sink's queue for chunks.
	 * @param name the name that the sink asks for, or {@code null} for a new one
	 * @param expires the seconds that the sink asks for, or {@code null}
	 * @return the queue
	 */
	QueueDeclaration sinkData(@Nullable String name, @Nullable JsonNode expires) {
		Map<String, Object> arguments = messageTtl(DATA);
		Long millis = millis(expires);
		arguments.put("x-expires", (millis != null && millis > 0) ? millis : DEFAULT_EXPIRES_MILLIS);
		return QueueDeclaration.transientQueue((name != null) ? name : MetricqNames.sinkDataQueue(this.token),
				arguments);
	}

	QueueDeclaration historyResponse() {
		Map<String, Object> arguments = messageTtl(HISTORY_RESPONSE);
		Long expires = millis(setting(HISTORY_RESPONSE, "queue-ttl"));
		arguments.put("x-expires", (expires != null) ? expires : DEFAULT_EXPIRES_MILLIS);
		return QueueDeclaration
			.transientQueue(MetricqNames.historyResponseQueue(this.token, queueType(HISTORY_RESPONSE)), arguments);
	}

	QueueDeclaration durableData() {
		return durable(DATA, MetricqNames.dataQueue(this.token, queueType(DATA)));
	}

	QueueDeclaration historyRequest() {
		return durable(HISTORY_REQUEST, MetricqNames.historyRequestQueue(this.token, queueType(HISTORY_REQUEST)));
	}

	private QueueDeclaration durable(String role, String name) {
		if (queueType(role) == null) {
			return QueueDeclaration.durableQueue(name, messageTtl(role));
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("x-queue-type", QUORUM);
		for (String limit : new String[] { "max-in-memory-length", "max-in-memory-bytes" }) {
			JsonNode value = setting(role, limit);
			if (value.isIntegralNumber() && value.longValue() >= 0) {
				arguments.put("x-" + limit, value.longValue());
			}
		}
		return QueueDeclaration.durableQueue(name, arguments);
	}

	// Null for the type that is not part of names.
	private @Nullable String queueType(String role) {
		JsonNode type = setting(role, "queue-type");
		if (type.isMissingNode() || type.isNull() || "classic".equals(type.asString(""))) {
			return null;
		}
		if (!QUORUM.equals(type.asString(""))) {
			throw new ManagerException("Invalid queue type " + (type.isString() ? "'" + type.stringValue() + "'" : type)
					+ " in x-metricq." + role + "-queue-type of the configuration of " + this.token);
		}
		return QUORUM;
	}

	private Map<String, Object> messageTtl(String role) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		JsonNode legacy = this.config.path("message_ttl");
		Long ttl = millis(legacy.isMissingNode() ? setting(role, "message-ttl") : legacy);
		if (ttl != null) {
			arguments.put("x-message-ttl", ttl);
		}
		return arguments;
	}

	private JsonNode setting(String role, String key) {
		return this.config.path("x-metricq").path(role + "-" + key);
	}

	private static @Nullable Long millis(@Nullable JsonNode seconds) {
		if (seconds == null || !seconds.isNumber()) {
			return null;
		}
		double millis = seconds.doubleValue() * MILLIS;
		return (millis >= 0) ? Long.valueOf((long) millis) : null;
	}

}
