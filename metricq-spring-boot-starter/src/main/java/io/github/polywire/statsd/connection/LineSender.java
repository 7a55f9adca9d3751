package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.polywire.statsd.wire.MetricLines;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Sends the lines of a queue on a thread of its own, over one connection at a time. What
 * a connection did not take is the first that the next one gets. May be started again
 * after it was stopped.
 */
public final class LineSender {

	private static final Log logger = LogFactory.getLog(LineSender.class);

	/** A connection that was lost sooner is no success. */
	private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** While lines come, the queue is looked at this often, and nobody need wake it. */
	private static final long LOOK_MILLIS = 2;

	private static final long LINES_COME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long MAX_WAIT_MILLIS = 60_000;

	/** A stop that comes meanwhile is noticed after it. */
	private static final long MAX_STALL_MILLIS = 50;

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final LineQueue queue;

	private final Room room;

	private final LineTransport transport;

	private final SenderSettings settings;

	private final LineBatch batch;

	private final OutageLog outages;

	private final AtomicLong sent = new AtomicLong();

	private final AtomicLong atRisk = new AtomicLong();

	private final AtomicLong connections = new AtomicLong();

	private final AtomicBoolean asleep = new AtomicBoolean();

	private volatile int held;

	private volatile @Nullable LineConnection connection;

	private volatile @Nullable Thread thread;

	private volatile @Nullable String failure;

	private volatile boolean stopping;

	private volatile long stopNanos;

	private long lastLineNanos;

	private BackOffExecution pauses;

	/**
	 * Creates a sender that does not run.
	 * @param queue what to send
	 * @param room is told when lines were taken from the queue
	 * @param transport opens connections
	 * @param settings how to keep them
	 */
	public LineSender(LineQueue queue, Room room, LineTransport transport, SenderSettings settings) {
		this.queue = queue;
		this.room = room;
		this.transport = transport;
		this.settings = settings;
		this.batch = new LineBatch(transport.batchBytes(), MetricLines.MAX_BYTES);
		this.outages = new OutageLog(transport.describe(), this::queuedCount);
		this.pauses = settings.backOff().start();
	}

	/**
	 * Starts sending.
	 */
	public void start() {
		Thread before = this.thread;
		Assert.state(before == null || !before.isAlive(), "The sender still runs");
		this.stopping = false;
		this.room.open();
		this.pauses = this.settings.backOff().start();
		Thread next = new Thread(this::run, "statsd-connector");
		next.setDaemon(true);
		this.thread = next;
		next.start();
	}

	/**
	 * Sends what is queued, and stops.
	 * @param timeout how long to try
	 */
	public void stop(Duration timeout) {
		Thread running = this.thread;
		if (running == null) {
			return;
		}
		this.stopNanos = System.nanoTime() + timeout.toNanos();
		this.stopping = true;
		wakeUp();
		LockSupport.unpark(running);
		try {
			running.join(timeout.plus(GRACE).toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stopNanos = System.nanoTime();
		}
	}

	/**
	 * Drops what was not sent. Only for a sender that has stopped.
	 * @return how many lines were dropped
	 */
	public long discard() {
		Thread before = this.thread;
		long count = 0;
		if (before == null || !before.isAlive()) {
			count = this.batch.heldCount();
			this.batch.clear();
			this.held = 0;
		}
		while (this.queue.poll() != null) {
			count++;
		}
		return count;
	}

	/**
	 * Must be called after a line was added to the queue.
	 */
	public void lineAdded() {
		if (this.asleep.get() && this.asleep.compareAndSet(true, false)) {
			wakeUp();
		}
	}

	private void wakeUp() {
		LineConnection current = this.connection;
		if (current != null) {
			current.wakeUp();
		}
	}

	private void run() {
		try {
			while (!isFinished()) {
				LineConnection opened = open();
				if (opened != null) {
					serve(opened);
				}
			}
		}
		catch (Error ex) {
			logger.error("Sending to StatsD at " + this.transport.describe() + " ended", ex);
			throw ex;
		}
		finally {
			this.room.close();
		}
	}

	private boolean isFinished() {
		return this.stopping && (queuedCount() == 0 || System.nanoTime() - this.stopNanos >= 0);
	}

	private @Nullable LineConnection open() {
		try {
			return this.transport.open(this.settings.connectTimeout().toMillis(), this::isFinished);
		}
		catch (IOException | RuntimeException ex) {
			failed(ex);
			pause();
			return null;
		}
	}

	private void failed(Exception reason) {
		this.failure = (reason.getMessage() != null) ? reason.getMessage() : reason.getClass().getSimpleName();
		this.outages.begin(reason);
	}

	private void pause() {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(this.pauses.nextBackOff());
		boolean stoppingBefore = this.stopping;
		if (stoppingBefore && until - this.stopNanos > 0) {
			until = this.stopNanos;
		}
		long left = until - System.nanoTime();
		// A stop ends a pause that began before, to try once more at once.
		while (left > 0 && this.stopping == stoppingBefore) {
			LockSupport.parkNanos(left);
			left = until - System.nanoTime();
		}
		if (this.stopping != stoppingBefore) {
			this.pauses = this.settings.backOff().start();
		}
	}

	private void serve(LineConnection opened) {
		long openedNanos = System.nanoTime();
		long aliveNanos = openedNanos;
		this.lastLineNanos = openedNanos;
		AtRiskWindow window = new AtRiskWindow(this.settings.atRiskWindow().toMillis(), opened.sendBufferBytes(),
				openedNanos);
		this.connection = opened;
		this.connections.incrementAndGet();
		this.failure = null;
		this.outages.end();
		Exception failure = null;
		try {
			while (true) {
				// Before each write, so that nothing is given to a closed connection.
				opened.check();
				aliveNanos = System.nanoTime();
				if (isOver(aliveNanos - openedNanos)) {
					break;
				}
				this.batch.refill(this.queue);
				this.held = this.batch.heldCount();
				this.room.signal();
				if (this.held == 0) {
					rest(opened, aliveNanos - openedNanos);
				}
				else {
					this.lastLineNanos = aliveNanos;
					write(opened, window, aliveNanos);
				}
			}
		}
		catch (IOException | RuntimeException ex) {
			failure = ex;
		}
		finally {
			this.connection = null;
			opened.close();
			// What was begun on one connection is not finished on another.
			this.batch.rewindToLine();
		}
		if (failure != null) {
			lost(window.count(aliveNanos), failure, aliveNanos - openedNanos >= STABLE_NANOS);
		}
		else if (!this.batch.isWritten()) {
			this.atRisk.addAndGet(window.count(aliveNanos));
		}
	}

	private boolean isOver(long ageNanos) {
		if (isFinished()) {
			return true;
		}
		Duration maxAge = this.settings.maxConnectionAge();
		return maxAge != null && ageNanos >= maxAge.toNanos() && this.batch.isWritten();
	}

	private void write(LineConnection opened, AtRiskWindow window, long nowNanos) throws IOException {
		int position = this.batch.bytes().position();
		opened.write(this.batch);
		int lines = this.batch.settle();
		window.written(lines, this.batch.bytes().position() - position, nowNanos);
		this.sent.addAndGet(lines);
		this.held = this.batch.heldCount();
		if (!this.batch.isWritten()) {
			window.stalled();
			opened.awaitWritable(MAX_STALL_MILLIS);
		}
	}

	private void rest(LineConnection opened, long ageNanos) throws IOException {
		if (System.nanoTime() - this.lastLineNanos < LINES_COME_NANOS || this.stopping) {
			opened.awaitInput(LOOK_MILLIS);
			return;
		}
		Duration maxAge = this.settings.maxConnectionAge();
		long wait = (maxAge != null) ? Math.max(1, maxAge.minusNanos(ageNanos).toMillis()) : MAX_WAIT_MILLIS;
		this.asleep.set(true);
		// Whoever adds a line or stops after this sees that it sleeps.
		if (this.queue.size() == 0 && !this.stopping) {
			opened.awaitInput(Math.min(wait, MAX_WAIT_MILLIS));
		}
		this.asleep.set(false);
	}

	private void lost(long linesAtRisk, Exception reason, boolean stable) {
		this.atRisk.addAndGet(linesAtRisk);
		failed(reason);
		if (stable) {
			this.pauses = this.settings.backOff().start();
		}
		else {
			pause();
		}
	}

	/**
	 * Whether the sender runs, connected or not.
	 * @return whether its thread does
	 */
	public boolean isRunning() {
		Thread running = this.thread;
		return running != null && running.isAlive();
	}

	/**
	 * Whether the calling thread is the one that sends, and must not wait for itself.
	 * @return whether it is
	 */
	public boolean isCurrentThread() {
		return Thread.currentThread() == this.thread;
	}

	/**
	 * Whether there is a connection.
	 * @return whether there is one
	 */
	public boolean isConnected() {
		return this.connection != null;
	}

	/**
	 * Why there is no connection.
	 * @return the reason, or {@code null} if there is one or none was tried yet
	 */
	public @Nullable String failure() {
		return this.failure;
	}

	/**
	 * How many lines wait, here and in the queue.
	 * @return the number as of now
	 */
	public long queuedCount() {
		return this.queue.size() + (long) this.held;
	}

	/**
	 * How many lines the operating system took.
	 * @return the number
	 */
	public long sentCount() {
		return this.sent.get();
	}

	/**
	 * How many of them were written so lately that they may not have arrived.
	 * @return the number
	 */
	public long atRiskCount() {
		return this.atRisk.get();
	}

	/**
	 * How many connections there were after the first.
	 * @return the number
	 */
	public long reconnectCount() {
		return Math.max(0, this.connections.get() - 1);
	}

	/**
	 * Where the server is, for people.
	 * @return its address
	 */
	public String server() {
		return this.transport.describe();
	}

}
