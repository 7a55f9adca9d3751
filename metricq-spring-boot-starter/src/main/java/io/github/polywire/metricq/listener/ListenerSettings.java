package io.github.polywire.metricq.listener;

import java.time.Duration;

import io.github.polywire.metricq.FailureAction;

import org.springframework.core.retry.RetryPolicy;

/**
 * How listeners behave that do not say it themselves.
 *
 * @param expires how long a queue lives without a consumer
 * @param concurrency how many metrics are handled side by side
 * @param prefetch how many chunks the broker sends ahead
 * @param batchSize how many chunks are handled at once, at most
 * @param retry how often and when a failed call is made again
 * @param onFailure what becomes of a chunk after that
 * @param autoStartup whether listeners subscribe at start
 * @param failFast whether the start fails if a listener cannot subscribe
 * @param shutdownTimeout how long the end waits for chunks that are being handled
 */
public record ListenerSettings(Duration expires, int concurrency, int prefetch, int batchSize, RetryPolicy retry,
		FailureAction onFailure, boolean autoStartup, boolean failFast, Duration shutdownTimeout) {
}
