package io.github.polywire.rabibridge.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How functions are served that do not say themselves.
 *
 * @param concurrency how many calls of a function are executed side by side
 * @param fetchSize how many calls of a function are fetched before they are answered, or
 * {@code null} for twice the concurrency
 * @param shutdownTimeout how long a stop waits for the calls that were taken
 * @param autoStartup whether functions are served as soon as the application starts
 * @param failFast whether the application fails to start when the broker cannot be
 * reached or a queue cannot be declared
 * @param includeStackTrace whether callers get the stack trace of what a handler throws
 */
public record ServerSettings(int concurrency, @Nullable Integer fetchSize, Duration shutdownTimeout,
		boolean autoStartup, boolean failFast, boolean includeStackTrace) {

	private static final int MAX_FETCH_SIZE = 65535;

	int concurrencyOf(RemoteCallOptions options) {
		Integer own = options.concurrency();
		return (own != null) ? own : this.concurrency;
	}

	int fetchSizeOf(RemoteCallOptions options) {
		Integer own = options.fetchSize();
		if (own == null) {
			own = this.fetchSize;
		}
		return (own != null) ? own : (int) Math.min(2L * concurrencyOf(options), MAX_FETCH_SIZE);
	}

	boolean autoStartupOf(RemoteCallOptions options) {
		Boolean own = options.autoStartup();
		return (own != null) ? own : this.autoStartup;
	}

}
