package io.github.polywire.metricq.client;

import java.time.Duration;

import io.github.polywire.metricq.OverflowPolicy;

/**
 * How a source behaves.
 *
 * @param chunkSize how many points a chunk holds, or 0 to send only by flush and age
 * @param maxChunkAge how long a point waits for its chunk to fill, or zero for ever
 * @param bufferSize how many bytes may wait for the broker
 * @param overflow what is done when they are more
 * @param blockTimeout how long a sender waits for room
 * @param persistent whether the broker keeps chunks on disk in durable queues
 * @param shutdownTimeout how long the end waits for the broker
 */
public record SourceSettings(int chunkSize, Duration maxChunkAge, long bufferSize, OverflowPolicy overflow,
		Duration blockTimeout, boolean persistent, Duration shutdownTimeout) {
}
