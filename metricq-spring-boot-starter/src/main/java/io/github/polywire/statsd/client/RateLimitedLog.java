package io.github.polywire.statsd.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;

/**
 * Logs an event that may repeat quickly: the first at once, then at most one line an
 * interval, which tells how many were left out. Thread-safe.
 */
final class RateLimitedLog {

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final Log logger;

	private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

	private final AtomicLong leftOut = new AtomicLong();

	RateLimitedLog(Log logger) {
		this.logger = logger;
	}

	void warn(Supplier<String> message) {
		long now = System.nanoTime();
		long next = this.nextNanos.get();
		if (now - next < 0 || !this.nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
			this.leftOut.incrementAndGet();
			return;
		}
		long suppressed = this.leftOut.getAndSet(0);
		String suffix = (suppressed > 0) ? " (and " + suppressed + " more like it since the last such line)" : "";
		this.logger.warn(message.get() + suffix);
	}

}
