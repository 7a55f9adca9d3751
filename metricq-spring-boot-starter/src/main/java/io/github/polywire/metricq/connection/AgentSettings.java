package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.polywire.metricq.MetricqRole;

import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How an agent behaves.
 *
 * @param role what it is to the network
 * @param token its name in the network
 * @param tokenProperty the property that sets the token, for messages
 * @param rpcTimeout how long it waits for an answer if the caller does not say
 * @param connectionTimeout how long a connection may be missing before the agent stops
 * @param backOff makes the pauses between attempts
 * @param maxBodySize the most bytes of a message that it reads
 */
public record AgentSettings(MetricqRole role, String token, String tokenProperty, Duration rpcTimeout,
		Duration connectionTimeout, Supplier<ExponentialBackOff> backOff, int maxBodySize) {
}
