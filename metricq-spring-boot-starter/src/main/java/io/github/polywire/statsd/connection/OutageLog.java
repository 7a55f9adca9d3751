package io.github.polywire.statsd.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells of each outage once when it begins and once when it ends; of outages that follow
 * each other quickly, only of the first in a while. Not thread-safe.
 */
final class OutageLog {

	private static final Log logger = LogFactory.getLog(OutageLog.class);

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final String server;

	private final LongSupplier queued;

	private long sinceNanos;

	private long nextNanos = System.nanoTime();

	private boolean outage;

	private boolean told;

	private int leftOut;

	/**
	 * Creates a log.
	 * @param server where the server is
	 * @param queued how many lines wait
	 */
	OutageLog(String server, LongSupplier queued) {
		this.server = server;
		this.queued = queued;
	}

	/**
	 * Notes that there is no connection.
	 * @param reason why
	 */
	void begin(Exception reason) {
		if (this.outage) {
			logger.debug("No connection to StatsD at " + this.server, reason);
			return;
		}
		this.outage = true;
		this.sinceNanos = System.nanoTime();
		this.told = this.sinceNanos - this.nextNanos >= 0;
		if (!this.told) {
			this.leftOut++;
			return;
		}
		this.nextNanos = this.sinceNanos + INTERVAL_NANOS;
		String suffix = (this.leftOut > 0) ? " (and %d times more since the last such line)".formatted(this.leftOut)
				: "";
		this.leftOut = 0;
		logger.warn("No connection to StatsD at %s; metrics are queued until there is one: %s%s".formatted(this.server,
				describe(reason), suffix));
	}

	private static String describe(Exception reason) {
		String message = reason.getMessage();
		return (message != null) ? message : reason.getClass().getSimpleName();
	}

	/**
	 * Notes that there is a connection.
	 */
	void end() {
		if (this.outage && this.told) {
			logger.info("Connected to StatsD at %s after %d ms, %d metrics wait".formatted(this.server,
					Duration.ofNanos(System.nanoTime() - this.sinceNanos).toMillis(), this.queued.getAsLong()));
		}
		else {
			logger.debug("Connected to StatsD at " + this.server);
		}
		this.outage = false;
	}

}
