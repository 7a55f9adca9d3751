package io.github.polywire.metricq.connection;

import io.github.polywire.metricq.MetricqRpcRequest;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the network asks of an agent.
 */
public interface RpcRequestHandler {

	/**
	 * Whether there is anything that answers a function.
	 * @param request the request
	 * @return {@code false} if {@link #handle} would not know what to do
	 */
	boolean handles(MetricqRpcRequest request);

	/**
	 * Answers a request. May block.
	 * @param request the request
	 * @return a map or an object whose JSON is an object, or {@code null} for nothing
	 * @throws Exception if it failed: its message is the answer
	 */
	@Nullable Object handle(MetricqRpcRequest request) throws Exception;

}
