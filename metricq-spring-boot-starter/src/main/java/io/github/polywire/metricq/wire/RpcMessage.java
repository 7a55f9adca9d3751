package io.github.polywire.metricq.wire;

import tools.jackson.databind.node.ObjectNode;

/**
 * The body of an RPC message.
 */
public sealed interface RpcMessage {

	/**
	 * Asks for something: the message has a function.
	 *
	 * @param function the function's name
	 * @param arguments the arguments by name, without the function
	 */
	record Request(String function, ObjectNode arguments) implements RpcMessage {
	}

	/**
	 * Answers a request.
	 *
	 * @param result the results by name, possibly none
	 */
	record Response(ObjectNode result) implements RpcMessage {
	}

	/**
	 * Answers a request that failed.
	 *
	 * @param error what went wrong, in words
	 */
	record Failure(String error) implements RpcMessage {
	}

}
