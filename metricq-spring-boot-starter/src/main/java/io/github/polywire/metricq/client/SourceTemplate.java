package io.github.polywire.metricq.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.wire.MetricqNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * The source of an application. Connected when the first chunk is ready to leave.
 */
public final class SourceTemplate implements MetricqSource, SmartLifecycle {

	private static final long MIN_TICK_MILLIS = 5;

	private static final Log logger = LogFactory.getLog(SourceTemplate.class);

	private final Agent agent;

	private final SourceSettings settings;

	private final ReplayBuffer buffer;

	private final Map<String, SourceMetric> metrics = new ConcurrentHashMap<>();

	private final AtomicLong overflows = new AtomicLong();

	private final Object monitor = new Object();

	private volatile @Nullable DataPublisher publisher;

	private @Nullable ScheduledThreadPoolExecutor ageTimer;

	private volatile boolean stopped;

	private volatile boolean running;

	/**
	 * Creates a source, without connecting it.
	 * @param agent the agent of the role
	 * @param settings how the source behaves
	 */
	public SourceTemplate(Agent agent, SourceSettings settings) {
		Assert.notNull(agent, "'agent' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		this.agent = agent;
		this.settings = settings;
		this.buffer = new ReplayBuffer(settings.bufferSize());
	}

	@Override
	public void send(String metric, long timeNanos, double value) {
		metric(metric).send(timeNanos, value);
	}

	@Override
	public void send(MetricChunk chunk) {
		metric(chunk.metric()).send(chunk.timesNanos(), chunk.values());
	}

	@Override
	public SourceMetric metric(String name) {
		SourceMetric metric = this.metrics.get(name);
		return (metric != null) ? metric : this.metrics.computeIfAbsent(MetricqNames.requireMetric(name),
				(added) -> new SourceMetric(added, this, this.buffer, this.settings.chunkSize()));
	}

	@Override
	public void flush() {
		this.metrics.values().forEach(SourceMetric::flush);
	}

	@Override
	public void flush(Duration timeout) {
		if (!flushed(timeout)) {
			throw new MetricqTimeoutException(
					"RabbitMQ has not confirmed all chunks of the MetricQ source '" + this.agent.token() + "' within "
							+ timeout.toMillis() + " ms: they are kept and sent again; " + describeState());
		}
	}

	private boolean flushed(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		for (SourceMetric metric : this.metrics.values()) {
			if (!metric.flush(deadline - System.nanoTime())) {
				return false;
			}
		}
		return this.buffer.awaitSettled(deadline - System.nanoTime());
	}

	private String describeState() {
		String failure = failure();
		return (failure != null) ? failure : "see whether the broker is slow";
	}

	@Override
	public CompletableFuture<Void> declareMetrics(
			Map<String, ? extends Map<String, ? extends @Nullable Object>> metadata) {
		requireRunning();
		Map<String, Map<String, @Nullable Object>> declared = new LinkedHashMap<>();
		metadata.forEach((name, values) -> {
			Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
			int chunkSize = metric(name).chunkSize();
			copy.putIfAbsent("chunkSize", (chunkSize > 0) ? chunkSize : null);
			declared.put(name, copy);
		});
		used();
		return this.agent.rpc("source.declare_metrics", Map.of("metrics", declared), null)
			.thenAccept((answer) -> logger.debug("Declared " + declared.size() + " metrics"));
	}

	/**
	 * Connects the source, if nothing has done so yet.
	 */
	void used() {
		if (this.publisher == null) {
			synchronized (this.monitor) {
				if (this.publisher == null) {
					DataPublisher started = new DataPublisher(this.agent, this.buffer, this.settings.persistent(),
							() -> this.agent.register("source.register"));
					this.buffer.end(false);
					started.start();
					this.publisher = started;
				}
			}
		}
	}

	void requireRunning() {
		if (this.stopped) {
			throw new MetricqAgentStoppedException(this.agent.token(), null);
		}
	}

	SourceSettings settings() {
		return this.settings;
	}

	void overflowed() {
		this.overflows.incrementAndGet();
	}

	/**
	 * How often a sender got an exception because there was no room for its point.
	 * @return the number
	 */
	public long overflowCount() {
		return this.overflows.get();
	}

	/**
	 * What became of the chunks.
	 * @return the counts since the application's start
	 */
	public SourceCounts counts() {
		return this.buffer.counts();
	}

	/**
	 * Why nothing can be sent at present.
	 * @return one sentence, or {@code null} if nothing failed
	 */
	public @Nullable String failure() {
		DataPublisher current = this.publisher;
		Throwable failure = (current != null) ? current.failure() : null;
		return (failure != null) ? failure.getMessage() : this.agent.failure();
	}

	@Override
	public void start() {
		synchronized (this.monitor) {
			this.stopped = false;
			if (this.ageTimer == null) {
				startAgeTimer();
			}
		}
		this.running = true;
	}

	private void startAgeTimer() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-" + this.agent.token() + "-age-");
		threads.setDaemon(true);
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads);
		timer.setRemoveOnCancelPolicy(true);
		long ageNanos = this.settings.maxChunkAge().toNanos();
		long tick = (ageNanos > 0) ? Math.max(MIN_TICK_MILLIS, this.settings.maxChunkAge().toMillis() / 4) : 1000;
		long effectiveAge = (ageNanos > 0) ? ageNanos : Long.MAX_VALUE;
		timer.scheduleWithFixedDelay(() -> this.metrics.values().forEach((metric) -> metric.flushIfOld(effectiveAge)),
				tick, tick, TimeUnit.MILLISECONDS);
		this.ageTimer = timer;
	}

	@Override
	public void stop() {
		this.stopped = true;
		synchronized (this.monitor) {
			if (this.ageTimer != null) {
				this.ageTimer.shutdownNow();
				this.ageTimer = null;
			}
		}
		drain();
		this.running = false;
	}

	private void drain() {
		// Nothing is confirmed any more if the agent was stopped before.
		Duration patience = (this.agent.state() != MetricqAgent.State.STOPPED) ? this.settings.shutdownTimeout()
				: Duration.ZERO;
		try {
			if (!flushed(patience)) {
				SourceCounts counts = counts();
				logger.warn("%d chunks (%d bytes) of the MetricQ source '%s' were not confirmed within %d ms".formatted(
						counts.unconfirmedChunks(), counts.unconfirmedBytes(), this.agent.token(),
						patience.toMillis()));
			}
		}
		catch (MetricqAgentStoppedException ex) {
			logger.warn("The MetricQ source '" + this.agent.token() + "' ends with points that were not sent", ex);
		}
		synchronized (this.monitor) {
			this.buffer.end(true);
			if (this.publisher != null) {
				this.publisher.stop();
				this.publisher = null;
			}
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
