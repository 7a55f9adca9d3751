package io.github.polywire.metricq.listener;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;

/**
 * A chunk and what the network knows of its metric.
 *
 * @param chunk the points
 * @param metadata the metadata as it was at the last subscription
 */
public record ReceivedChunk(MetricChunk chunk, MetricMetadata metadata) {
}
