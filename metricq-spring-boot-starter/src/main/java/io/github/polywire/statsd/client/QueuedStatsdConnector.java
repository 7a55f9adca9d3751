package io.github.polywire.statsd.client;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.statsd.ConnectorCounts;
import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.StatsdConnector;
import io.github.polywire.statsd.connection.LineQueue;
import io.github.polywire.statsd.connection.LineSender;
import io.github.polywire.statsd.connection.LineTransport;
import io.github.polywire.statsd.connection.Room;
import io.github.polywire.statsd.connection.SenderSettings;
import io.github.polywire.statsd.wire.MetricLines;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * A connector with a bounded queue. Recording before the start and after a stop fills the
 * queue for the next start; closing the connector ends that.
 */
public final class QueuedStatsdConnector implements StatsdConnector, SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(QueuedStatsdConnector.class);

	private static final int MAX_TOLD_CHARS = 100;

	private final RateLimitedLog refusals = new RateLimitedLog(logger);

	private final MetricLines lines;

	private final OverflowPolicy overflow;

	private final Duration shutdownTimeout;

	private final LineQueue queue;

	private final Room room;

	private final LineSender sender;

	private final LongAdder droppedOldest = new LongAdder();

	private final LongAdder droppedNewest = new LongAdder();

	private final LongAdder droppedAtShutdown = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile boolean running;

	private volatile boolean closed;

	/**
	 * Creates a connector that does not run.
	 * @param lines encodes metrics
	 * @param transport opens connections
	 * @param settings how to keep them
	 * @param queueCapacity how many metrics may wait, from 1 to 2^30
	 * @param overflow what happens to a metric for which there is no room
	 * @param shutdownTimeout how long a stop tries to send what waits
	 */
	public QueuedStatsdConnector(MetricLines lines, LineTransport transport, SenderSettings settings, int queueCapacity,
			OverflowPolicy overflow, Duration shutdownTimeout) {
		Assert.notNull(lines, "'lines' must not be null");
		Assert.notNull(transport, "'transport' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		this.lines = lines;
		this.overflow = overflow;
		this.shutdownTimeout = shutdownTimeout;
		this.queue = new LineQueue(queueCapacity);
		this.room = new Room(this.queue);
		this.sender = new LineSender(this.queue, this.room, transport, settings);
	}

	@Override
	public void increment(String path, long amount) {
		Assert.notNull(path, "'path' must not be null");
		record(this.lines.counter(path, amount), path, amount);
	}

	@Override
	public void gauge(String path, double value) {
		Assert.notNull(path, "'path' must not be null");
		record(this.lines.gauge(path, value), path, value);
	}

	@Override
	public void gaugeDelta(String path, double delta) {
		Assert.notNull(path, "'path' must not be null");
		record(this.lines.gaugeDelta(path, delta), path, delta);
	}

	@Override
	public void timing(String path, Duration duration) {
		Assert.notNull(path, "'path' must not be null");
		Assert.notNull(duration, "'duration' must not be null");
		record(this.lines.timing(path, duration), path, duration);
	}

	@Override
	public void inject(String path, String value, String typeCode) {
		Assert.notNull(path, "'path' must not be null");
		Assert.notNull(value, "'value' must not be null");
		Assert.notNull(typeCode, "'typeCode' must not be null");
		record(this.lines.any(path, value, typeCode), path, value);
	}

	@Override
	public void injectLine(String line) {
		Assert.notNull(line, "'line' must not be null");
		record(this.lines.complete(line), line, "");
	}

	private void record(byte @Nullable [] line, String path, Object value) {
		if (line == null) {
			this.refused.increment();
			this.refusals.warn(() -> "Refused a metric that StatsD has no line for: path '%s', value '%s'"
				.formatted(printable(path), printable(String.valueOf(value))));
		}
		else if (this.closed) {
			this.droppedAtShutdown.increment();
		}
		else if (this.queue.offer(line) || makeRoom(line)) {
			this.sender.lineAdded();
		}
	}

	private boolean makeRoom(byte[] line) {
		boolean added = switch (this.overflow) {
			case DROP_OLDEST -> {
				addInPlaceOfOldest(line);
				yield true;
			}
			case DROP_NEWEST -> false;
			// What the sender logs may be counted, and it cannot wait for itself.
			case BLOCK -> !this.sender.isCurrentThread() && this.room.offerWaiting(line);
		};
		if (!added) {
			this.droppedNewest.increment();
		}
		return added;
	}

	private void addInPlaceOfOldest(byte[] line) {
		do {
			if (this.queue.poll() != null) {
				this.droppedOldest.increment();
			}
			else {
				// The oldest is being added at this moment.
				Thread.yield();
			}
		}
		while (!this.queue.offer(line));
	}

	private static String printable(String text) {
		String start = (text.length() > MAX_TOLD_CHARS) ? text.substring(0, MAX_TOLD_CHARS) + "…" : text;
		return start.replaceAll("\\p{Cntrl}", "?");
	}

	@Override
	public ConnectorState state() {
		if (!this.sender.isRunning()) {
			return ConnectorState.STOPPED;
		}
		return this.sender.isConnected() ? ConnectorState.CONNECTED : ConnectorState.CONNECTING;
	}

	@Override
	public ConnectorCounts counts() {
		return new ConnectorCounts(this.queue.addedCount(), this.sender.sentCount(), this.sender.atRiskCount(),
				this.sender.queuedCount(), this.droppedOldest.sum(), this.droppedNewest.sum(),
				this.droppedAtShutdown.sum(), this.refused.sum(), this.sender.reconnectCount());
	}

	/**
	 * How many metrics may wait.
	 * @return the number
	 */
	public int queueCapacity() {
		return this.queue.capacity();
	}

	/**
	 * Where the server is, for people.
	 * @return its address
	 */
	public String server() {
		return this.sender.server();
	}

	/**
	 * Why there is no connection.
	 * @return the reason, or {@code null} if there is one or none was tried yet
	 */
	public @Nullable String failure() {
		return this.sender.failure();
	}

	/**
	 * Lets no recording thread wait for room from now until the next start. For the
	 * beginning of a shutdown, which would wait for these threads.
	 */
	public void endWaiting() {
		this.room.close();
	}

	/**
	 * Starts sending. Returns when the sender runs, connected or not.
	 */
	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			if (!this.running) {
				Assert.state(!this.closed, "The StatsD connector was closed and cannot start again");
				this.sender.start();
				this.running = true;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Sends what waits, for the shutdown timeout at most, and stops. What is left stays
	 * in the queue for the next start.
	 */
	@Override
	public void stop() {
		this.lifecycle.lock();
		try {
			if (this.running) {
				this.sender.stop(this.shutdownTimeout);
				this.running = false;
				long left = this.sender.queuedCount();
				if (left > 0) {
					logger.warn("%d metrics could not be sent to StatsD at %s within %d ms".formatted(left, server(),
							this.shutdownTimeout.toMillis()));
				}
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Before everything that may record, and after it at the end.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	/**
	 * Stops for good, and drops what is left.
	 */
	@Override
	public void destroy() {
		stop();
		this.closed = true;
		this.room.close();
		this.droppedAtShutdown.add(this.sender.discard());
	}

}
