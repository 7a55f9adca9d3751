package io.github.polywire.metricq.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How a network of one's own behaves.
 *
 * @param dataServerAddress what clients are told to connect to for data, a URL without
 * credentials or {@code vhost:} and a name; {@code null} for the broker that the manager
 * is connected to
 * @param strict whether a client without a configuration is refused
 * @param file where configurations and metadata are kept, or {@code null} for memory only
 * @param failFast whether a start without a broker, or beside another manager, fails
 * @param maxMetrics how many metrics there can be
 * @param maxBodySize the bytes that a request or an answer has at most
 * @param pushTimeout how long a client may take to answer a changed configuration
 * @param backOff makes the pauses between attempts
 */
public record NetworkSettings(@Nullable String dataServerAddress, boolean strict, @Nullable Path file, boolean failFast,
		int maxMetrics, int maxBodySize, Duration pushTimeout, Supplier<ExponentialBackOff> backOff) {

	/**
	 * Creates settings.
	 */
	public NetworkSettings {
		Assert.isTrue(maxMetrics > 0, "'maxMetrics' must be positive");
		Assert.isTrue(maxBodySize > 0, "'maxBodySize' must be positive");
		Assert.notNull(pushTimeout, "'pushTimeout' must not be null");
		Assert.notNull(backOff, "'backOff' must not be null");
	}

}
