package io.github.polywire.rabibridge.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.github.polywire.rabibridge.FunctionKey;
import org.jspecify.annotations.Nullable;

/**
 * The names and arguments of RabiBridge's exchange and queues, and of the message headers
 * that this starter adds, which peers in Python ignore.
 */
public final class RpcTopology {

	/**
	 * The direct, durable exchange that all requests go through.
	 */
	public static final String EXCHANGE = "rpc";

	/**
	 * The request header that tells how many milliseconds the caller waits, counted by
	 * the receiver from receipt.
	 */
	public static final String TIMEOUT_HEADER = "x-timeout-ms";

	private RpcTopology() {
	}

	/**
	 * The queue of a function.
	 * @param function the function
	 * @return for example {@code rpc_async_fibonacci}
	 */
	public static String queue(FunctionKey function) {
		return "rpc_" + function;
	}

	/**
	 * The routing key of a function's requests.
	 * @param function the function
	 * @return for example {@code async_fibonacci}
	 */
	public static String routingKey(FunctionKey function) {
		return function.toString();
	}

	/**
	 * The arguments that a function's queue is declared with. They are a part of the
	 * contract: all servers of a function must declare the same.
	 * @param queueSize the most calls that may wait, or {@code null} for no bound
	 * @param timeout how long a call may wait in the queue, or {@code null} for no bound
	 * @return the arguments
	 */
	public static Map<String, Object> queueArguments(@Nullable Integer queueSize, @Nullable Duration timeout) {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("x-overflow", "reject-publish");
		if (timeout != null) {
			arguments.put("x-message-ttl", timeout.toMillis());
		}
		if (queueSize != null) {
			arguments.put("x-max-length", queueSize);
		}
		return arguments;
	}

	/**
	 * A new name for a client's exclusive reply queue.
	 * @return {@code amq_} and 32 hexadecimal digits
	 */
	public static String newReplyQueue() {
		return "amq_" + UUID.randomUUID().toString().replace("-", "");
	}

}
