package io.github.polywire.metricq.listener;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.MetricqListenerInfo;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.connection.Agent;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.connection.RoleSubscriptions;
import io.github.polywire.metricq.wire.MetricqNames;
import io.github.polywire.metricq.wire.WireFormatException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.RabbitUtils;

/**
 * Brings the points of metrics to one listener, transformer or database. Thread-safe; can
 * be started, stopped, paused and given other metrics while the application runs.
 */
public final class MetricqListenerContainer {

	private static final Log logger = LogFactory.getLog(MetricqListenerContainer.class);

	private final RateLimitedLog malformedLog = new RateLimitedLog(logger);

	private final Agent agent;

	private final ContainerCompanion companion;

	private final ListenerOptions options;

	private final ListenerSettings settings;

	private final ChunkHandler handler;

	private final HandlerExecutorFactory executors;

	private final QueueSubscription subscription;

	private final ChunkProcessor processor;

	private final ListenerCounters counters = new ListenerCounters();

	private final InFlight inFlight = new InFlight();

	private final Object monitor = new Object();

	private @Nullable HandlerExecutor executor;

	private volatile @Nullable Lanes lanes;

	private volatile boolean started;

	private volatile boolean paused;

	MetricqListenerContainer(RoleSubscriptions subscriptions, ListenerOptions options, ListenerSettings settings,
			ChunkHandler handler, HandlerExecutorFactory executors, ChunkObserver observer,
			ContainerCompanion companion) {
		this.agent = subscriptions.agent();
		this.companion = companion;
		this.options = options;
		this.settings = settings;
		this.handler = handler;
		this.executors = executors;
		int maxBodySize = subscriptions.agent().settings().maxBodySize();
		this.subscription = new QueueSubscription(options.id(), subscriptions,
				new MetricSelection(options.metrics(), options.pattern()),
				Objects.requireNonNullElse(options.expires(), settings.expires()),
				Objects.requireNonNullElse(options.prefetch(), settings.prefetch()), new Receiver(maxBodySize),
				companion);
		this.processor = new ChunkProcessor(options.id(), handler, settings, this.counters, this.subscription::metadata,
				observer, subscriptions.isDurable());
	}

	/**
	 * The agent whose queue is consumed.
	 * @return the agent
	 */
	public Agent agent() {
		return this.agent;
	}

	/**
	 * The container's id.
	 * @return the id
	 */
	public String id() {
		return this.options.id();
	}

	/**
	 * Starts to listen, in the background.
	 * @return completed, normally or with the failure, when the first attempt has ended;
	 * after a failure more are made
	 */
	public CompletableFuture<Void> start() {
		synchronized (this.monitor) {
			if (this.started) {
				return CompletableFuture.completedFuture(null);
			}
			this.started = true;
			this.inFlight.reset();
			int concurrency = Objects.requireNonNullElse(this.options.concurrency(), this.settings.concurrency());
			int batchSize = this.handler.takesBatches()
					? Objects.requireNonNullElse(this.options.batchSize(), this.settings.batchSize()) : 1;
			HandlerExecutor created = this.executors.create("metricq-" + id());
			this.executor = created;
			Lanes added = new Lanes(concurrency, batchSize, created.executor(), this::process);
			added.pause(this.paused);
			this.lanes = added;
		}
		this.companion.starting();
		return this.subscription.start();
	}

	/**
	 * Stops to listen: takes no more chunks, waits for those that came to be handled, up
	 * to the timeout, and lets the queue go.
	 */
	public void stop() {
		HandlerExecutor ended;
		synchronized (this.monitor) {
			if (!this.started) {
				return;
			}
			this.started = false;
			ended = this.executor;
			this.executor = null;
		}
		ChunkConsumer last = this.subscription.stopConsuming();
		this.companion.stopping();
		if (!this.paused && !this.inFlight.awaitNone(this.settings.shutdownTimeout().toNanos())) {
			logger.warn("The MetricQ " + kind() + " '" + id() + "' has not handled all chunks within "
					+ this.settings.shutdownTimeout().toMillis() + " ms and is interrupted");
		}
		this.lanes = null;
		if (ended != null) {
			ended.interruptAll().run();
		}
		if (last != null) {
			RabbitUtils.closeChannel(last.getChannel());
		}
		this.companion.stopped();
	}

	private String kind() {
		return (this.agent.role() == MetricqRole.SINK) ? "listener" : this.agent.role().id();
	}

	/**
	 * Lets points wait: up to the prefetch here, then in the queue. What is being handled
	 * is not interrupted.
	 */
	public void pause() {
		pause(true);
	}

	/**
	 * Handles points again.
	 */
	public void resume() {
		pause(false);
	}

	private void pause(boolean pause) {
		this.paused = pause;
		Lanes current = this.lanes;
		if (current != null) {
			current.pause(pause);
		}
	}

	/**
	 * Listens to more metrics, also after a reconnect, until the container is stopped.
	 * @param metrics the metrics
	 * @return completed when the manager has answered
	 * @throws IllegalArgumentException if a name is empty or too long
	 */
	public CompletableFuture<Void> subscribe(Collection<String> metrics) {
		metrics.forEach(MetricqNames::requireMetric);
		return this.subscription.add(metrics);
	}

	/**
	 * Listens to metrics no more. Points that are in the queue still come.
	 * @param metrics the metrics
	 * @return completed when the manager has answered, or with an
	 * {@link UnsupportedOperationException} if the container is that of a transformer or
	 * a database: their managers know no end of a subscription
	 */
	public CompletableFuture<Void> unsubscribe(Collection<String> metrics) {
		return this.subscription.remove(metrics);
	}

	/**
	 * What the container is doing.
	 * @return the state
	 */
	public ContainerState state() {
		if (!this.started) {
			return ContainerState.STOPPED;
		}
		if (!this.subscription.isConsuming()) {
			return ContainerState.SUBSCRIBING;
		}
		return this.paused ? ContainerState.PAUSED : ContainerState.RUNNING;
	}

	/**
	 * The listener and what it is doing.
	 * @return a snapshot
	 */
	public MetricqListenerInfo describe() {
		Throwable failure = this.started ? this.subscription.failure() : null;
		return new MetricqListenerInfo(id(), this.handler.describe(), this.subscription.metrics(),
				this.options.pattern(), this.subscription.queueOrNull(), state(), (failure != null)
						? String.valueOf(failure.getMessage()) : (this.started ? this.companion.failure() : null));
	}

	/**
	 * What the listener got.
	 * @return the counters
	 */
	public ListenerCounters counters() {
		return this.counters;
	}

	/**
	 * How many chunks came and are not settled.
	 * @return the number
	 */
	public int inFlightCount() {
		return this.inFlight.count();
	}

	boolean startsAutomatically() {
		return Objects.requireNonNullElse(this.options.autoStartup(), this.settings.autoStartup());
	}

	private void process(List<DeliveredChunk> batch) {
		try {
			this.processor.process(batch);
		}
		finally {
			this.inFlight.removed(batch.size());
		}
	}

	/**
	 * Takes what comes, on the connection's thread.
	 */
	private final class Receiver implements ChunkConsumer.Receiver {

		private final int maxBodySize;

		private Receiver(int maxBodySize) {
			this.maxBodySize = maxBodySize;
		}

		@Override
		public void checkSize(String metric, byte[] body) {
			if (body.length > this.maxBodySize) {
				throw new WireFormatException("A chunk of metric '" + metric + "' has " + body.length + " bytes, and "
						+ this.maxBodySize + " are read at most (metricq.max-body-size)", null);
			}
		}

		@Override
		public void malformed(WireFormatException failure) {
			MetricqListenerContainer.this.counters.countMalformed();
			MetricqListenerContainer.this.malformedLog
				.warn(() -> "The MetricQ " + kind() + " '" + id() + "' dropped a message: " + failure.getMessage());
		}

		@Override
		public void received(DeliveredChunk chunk, boolean regular) {
			MetricqListenerContainer.this.counters.received(chunk, regular);
			Lanes current = MetricqListenerContainer.this.lanes;
			if (current != null) {
				MetricqListenerContainer.this.inFlight.added();
				current.dispatch(chunk);
			}
		}

		@Override
		public void lost(ChunkConsumer consumer, Throwable cause) {
			MetricqListenerContainer.this.counters.countResubscribed();
			MetricqListenerContainer.this.subscription.lost(consumer);
		}

	}

}
