package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.polywire.natsmicro.wire.MicroHeaderNames;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How long the caller of a request waits, counted from its receipt.
 *
 * @param deadlineNanos when the time is up, by {@link System#nanoTime()}
 */
record TimeBudget(long deadlineNanos) {

	private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(365);

	static @Nullable TimeBudget of(Headers headers) {
		List<String> values = headers.get(MicroHeaderNames.TIMEOUT_MS);
		if (values == null) {
			values = headers.getIgnoreCase(MicroHeaderNames.TIMEOUT_MS);
		}
		return (values != null && !values.isEmpty()) ? parse(values.get(0)) : null;
	}

	private static @Nullable TimeBudget parse(String value) {
		try {
			long millis = Math.min(Long.parseLong(value.strip()), MAX_MILLIS);
			return new TimeBudget(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis)));
		}
		catch (NumberFormatException ex) {
			// A peer that means something else by the header gets its answer as well.
			return null;
		}
	}

	boolean isUp() {
		return System.nanoTime() - this.deadlineNanos >= 0;
	}

	Duration left() {
		return Duration.ofNanos(Math.max(0, this.deadlineNanos - System.nanoTime()));
	}

}
