package io.github.polywire.dxlstreaming.connection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Logs an event that may repeat quickly: the first at once, then at most one line an
 * interval, which tells how many were left out. Thread-safe.
 */
public final class RateLimitedLog {

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final Log logger;

	private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

	private final AtomicLong leftOut = new AtomicLong();

	/**
	 * Creates a log for one kind of event.
	 * @param logger where the lines go
	 */
	public RateLimitedLog(Log logger) {
		this.logger = logger;
	}

	/**
	 * Logs the event as a warning.
	 * @param message the line
	 */
	public void warn(Supplier<String> message) {
		warn(message, null);
	}

	/**
	 * Logs the event as a warning with an exception.
	 * @param message the line
	 * @param exception the exception, or {@code null}
	 */
	public void warn(Supplier<String> message, @Nullable Throwable exception) {
		long now = System.nanoTime();
		long next = this.nextNanos.get();
		if (now - next < 0 || !this.nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
			this.leftOut.incrementAndGet();
			return;
		}
		long suppressed = this.leftOut.getAndSet(0);
		String suffix = (suppressed > 0) ? " (and " + suppressed + " more like it since the last such line)" : "";
		this.logger.warn(message.get() + suffix, exception);
	}

}
