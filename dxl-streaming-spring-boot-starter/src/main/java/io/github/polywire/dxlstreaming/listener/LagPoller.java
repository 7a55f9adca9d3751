package io.github.polywire.dxlstreaming.listener;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.connection.StreamService;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service now and then how far a group is behind, as long as it offers that.
 */
final class LagPoller implements Runnable {

	private static final Log logger = LogFactory.getLog(LagPoller.class);

	private final StreamService service;

	private final String group;

	private final Collection<String> topics;

	private volatile @Nullable Long lag;

	private volatile boolean offered = true;

	LagPoller(StreamService service, String group, Collection<String> topics) {
		this.service = service;
		this.group = group;
		this.topics = topics;
	}

	void schedule(ScheduledExecutorService scheduler, long nanos) {
		scheduler.scheduleWithFixedDelay(this, nanos, nanos, TimeUnit.NANOSECONDS);
	}

	@Nullable Long lag() {
		return this.lag;
	}

	@Override
	public void run() {
		if (!this.offered) {
			return;
		}
		try {
			Map<String, Long> lags = this.service.lag(this.group);
			this.lag = lags.entrySet()
				.stream()
				.filter((entry) -> this.topics.contains(entry.getKey()))
				.mapToLong(Map.Entry::getValue)
				.sum();
		}
		catch (PermanentException ex) {
			logger.debug("The lag is not asked for again", ex);
			this.offered = false;
			this.lag = null;
		}
		catch (TemporaryException ex) {
			logger.debug("The lag is not known", ex);
			this.lag = null;
		}
	}

}
