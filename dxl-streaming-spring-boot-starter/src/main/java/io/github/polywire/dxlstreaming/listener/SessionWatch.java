package io.github.polywire.dxlstreaming.listener;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Warns when the handling of a batch comes near the session timeout, after which the
 * service gives the partitions to others.
 */
final class SessionWatch {

	private static final double WARN_AT = 0.75;

	private static final Watched UNWATCHED = () -> {
	};

	private final ScheduledExecutorService scheduler;

	private final @Nullable Duration sessionTimeout;

	private final Runnable warning;

	SessionWatch(ScheduledExecutorService scheduler, @Nullable Duration sessionTimeout, Runnable warning) {
		this.scheduler = scheduler;
		this.sessionTimeout = sessionTimeout;
		this.warning = warning;
	}

	Watched begin() {
		if (this.sessionTimeout == null || this.scheduler.isShutdown()) {
			return UNWATCHED;
		}
		long nanos = (long) (this.sessionTimeout.toNanos() * WARN_AT);
		Future<?> pending = this.scheduler.schedule(this.warning, nanos, TimeUnit.NANOSECONDS);
		return () -> pending.cancel(false);
	}

	/** The handling of a batch. */
	@FunctionalInterface
	interface Watched extends AutoCloseable {

		@Override
		void close();

	}

}
