package io.github.polywire.metricq.listener;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What one listener says about itself; what it does not say is {@code null} and taken
 * from the settings of all.
 *
 * @param id the container's id
 * @param metrics the metrics by name
 * @param pattern the expression to find more metrics by
 * @param expires how long the queue lives without a consumer
 * @param concurrency how many metrics are handled side by side
 * @param prefetch how many chunks the broker sends ahead
 * @param batchSize how many chunks are handled at once, at most
 * @param autoStartup whether it subscribes at start
 */
public record ListenerOptions(String id, List<String> metrics, @Nullable String pattern, @Nullable Duration expires,
		@Nullable Integer concurrency, @Nullable Integer prefetch, @Nullable Integer batchSize,
		@Nullable Boolean autoStartup) {

	/**
	 * Checks the options.
	 * @param id the container's id
	 * @param metrics the metrics by name
	 * @param pattern the expression to find more metrics by
	 * @param expires how long the queue lives without a consumer
	 * @param concurrency how many metrics are handled side by side
	 * @param prefetch how many chunks the broker sends ahead
	 * @param batchSize how many chunks are handled at once, at most
	 * @param autoStartup whether it subscribes at start
	 */
	public ListenerOptions {
		Assert.hasLength(id, "'id' must not be empty");
		metrics = List.copyOf(metrics);
		Assert.isTrue(expires == null || expires.toMillis() > 0, "'expires' must be positive");
		Assert.isTrue(concurrency == null || concurrency > 0, "'concurrency' must be positive");
		Assert.isTrue(prefetch == null || (prefetch > 0 && prefetch <= 65535), "'prefetch' must be from 1 to 65535");
		Assert.isTrue(batchSize == null || batchSize > 0, "'batchSize' must be positive");
	}

}
