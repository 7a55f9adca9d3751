package io.github.polywire.metricq.wire;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Names on the wire: exchanges, queues, functions, message types, tokens.
 */
public final class MetricqNames {

	/** Topic exchange of RPC requests to the manager. */
	public static final String MANAGEMENT_EXCHANGE = "metricq.management";

	/** Fanout exchange of RPC requests to every client. */
	public static final String BROADCAST_EXCHANGE = "metricq.broadcast";

	/** Topic exchange of chunks, unless the manager names another. */
	public static final String DATA_EXCHANGE = "metricq.data";

	/** Topic exchange of history requests, unless the manager names another. */
	public static final String HISTORY_EXCHANGE = "metricq.history";

	/** The manager's queue of RPC requests. */
	public static final String MANAGEMENT_QUEUE = "management";

	/** The token of the manager. */
	public static final String MANAGER_TOKEN = "manager";

	/** Binding key of every client's RPC queue. */
	public static final String ALL = "#";

	/** The AMQP message type of the last message of a queue that is drained. */
	public static final String END_TYPE = "end";

	/** Content type of RPC messages. */
	public static final String JSON = "application/json";

	/** Header of history responses: seconds that the request took, as text. */
	public static final String REQUEST_DURATION_HEADER = "x-request-duration";

	/** The most bytes that a routing key, and so a metric's name, has in UTF-8. */
	public static final int MAX_NAME_BYTES = 255;

	private MetricqNames() {
	}

	/**
	 * The queue on which an agent takes RPC requests and answers.
	 * @param token the agent's token
	 * @return the queue's name
	 */
	public static String rpcQueue(String token) {
		return token + "-rpc";
	}

	/**
	 * The queue of a database or transformer for chunks.
	 * @param token the agent's token
	 * @param queueType the type that its configuration names, or {@code null}
	 * @return the queue's name
	 */
	public static String dataQueue(String token, @Nullable String queueType) {
		return roleQueue(token, queueType, "data");
	}

	/**
	 * A new queue of a sink for chunks.
	 * @param token the sink's token
	 * @return a name that no other queue has
	 */
	public static String sinkDataQueue(String token) {
		return token + "-" + randomHex() + "-data";
	}

	/**
	 * The queue of a database for history requests.
	 * @param token the agent's token
	 * @param queueType the type that its configuration names, or {@code null}
	 * @return the queue's name
	 */
	public static String historyRequestQueue(String token, @Nullable String queueType) {
		return roleQueue(token, queueType, "hreq");
	}

	/**
	 * The queue of a history client for responses.
	 * @param token the agent's token
	 * @param queueType the type that its configuration names, or {@code null}
	 * @return the queue's name
	 */
	public static String historyResponseQueue(String token, @Nullable String queueType) {
		return roleQueue(token, queueType, "hrsp");
	}

	/**
	 * A token that no other agent has.
	 * @param token what the token starts with
	 * @return the token, a dot and 32 hexadecimal digits
	 */
	public static String uniqueToken(String token) {
		return token + "." + randomHex();
	}

	/**
	 * A correlation id that no other request has.
	 * @param token the token of the agent that asks
	 * @return the id
	 */
	public static String correlationId(String token) {
		return "metricq-rpc-" + token + "-" + randomHex();
	}

	/**
	 * Checks that a metric's name can be sent.
	 * @param metric the name
	 * @return the name
	 * @throws IllegalArgumentException if it is empty or longer than
	 * {@value #MAX_NAME_BYTES} bytes
	 */
	public static String requireMetric(String metric) {
		Assert.hasLength(metric, "A metric's name must not be empty");
		if (metric.length() > MAX_NAME_BYTES / 3) {
			int length = metric.getBytes(StandardCharsets.UTF_8).length;
			Assert.isTrue(length <= MAX_NAME_BYTES, () -> "The metric name '" + metric + "' has " + length
					+ " bytes in UTF-8 and MetricQ takes at most " + MAX_NAME_BYTES + ": shorten it");
		}
		return metric;
	}

	private static String roleQueue(String token, @Nullable String queueType, String role) {
		return (queueType != null) ? token + "-" + queueType + "-" + role : token + "-" + role;
	}

	private static String randomHex() {
		return UUID.randomUUID().toString().replace("-", "");
	}

}
