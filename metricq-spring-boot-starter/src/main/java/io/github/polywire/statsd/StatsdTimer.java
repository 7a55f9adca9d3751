package io.github.polywire.statsd;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures the time until it is closed, and records it once. Any thread may close it.
 */
public final class StatsdTimer implements AutoCloseable {

	private final StatsdConnector connector;

	private final String path;

	private final long startNanos = System.nanoTime();

	private final AtomicBoolean closed = new AtomicBoolean();

	StatsdTimer(StatsdConnector connector, String path) {
		this.connector = connector;
		this.path = path;
	}

	/**
	 * Records the time since the timer was made. Further calls do nothing.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.connector.timing(this.path, Duration.ofNanos(System.nanoTime() - this.startNanos));
		}
	}

}
