package io.github.polywire.natsmicro.client;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How a {@link MicroTemplate} sends requests.
 *
 * @param timeout how long a request waits that does not say itself
 * @param shutdownTimeout how long a stop waits for the requests in flight
 */
public record ClientSettings(Duration timeout, Duration shutdownTimeout) {

	/**
	 * Creates settings.
	 * @param timeout how long a request waits, at least one millisecond
	 * @param shutdownTimeout how long a stop waits, perhaps zero
	 */
	public ClientSettings {
		Assert.isTrue(timeout.compareTo(Duration.ofMillis(1)) >= 0, "'timeout' must be at least one millisecond");
		Assert.isTrue(!shutdownTimeout.isNegative(), "'shutdownTimeout' must not be negative");
	}

}
