package io.github.polywire.metricq;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An RPC that another agent or the manager asks of one of ours.
 *
 * @param role the role of our agent
 * @param token the token of our agent
 * @param function the function's name
 * @param fromToken the token of who asks, or {@code null} if it did not tell, or if it is
 * the configuration that came with the registration
 * @param arguments the arguments, a JSON object
 */
public record MetricqRpcRequest(MetricqRole role, String token, String function, @Nullable String fromToken,
		JsonNode arguments) {
}
