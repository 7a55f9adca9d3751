package io.github.polywire.statsd.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOff;

/**
 * How a sender keeps its connection.
 *
 * @param connectTimeout how long one attempt to connect may take
 * @param backOff the pauses between attempts, without an end
 * @param maxConnectionAge when to open a new connection in place of the old one, or
 * {@code null} for never
 * @param atRiskWindow how long before the loss of a connection lines were written that
 * count as at risk
 */
public record SenderSettings(Duration connectTimeout, BackOff backOff, @Nullable Duration maxConnectionAge,
		Duration atRiskWindow) {
}
