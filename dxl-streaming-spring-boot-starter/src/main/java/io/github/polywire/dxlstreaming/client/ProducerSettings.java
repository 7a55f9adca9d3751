package io.github.polywire.dxlstreaming.client;

import java.time.Duration;

/**
 * How the template sends.
 *
 * @param concurrency how many requests are made side by side; more than one gives up the
 * order of sends
 * @param queueCapacity how many requests may wait
 * @param shutdownTimeout how long the end waits for them
 */
public record ProducerSettings(int concurrency, int queueCapacity, Duration shutdownTimeout) {

}
