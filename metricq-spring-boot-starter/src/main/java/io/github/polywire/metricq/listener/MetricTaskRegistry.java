package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.connection.RetryingTask;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The metrics that methods make on grids of times. Started after the source and stopped
 * before it. Thread-safe.
 */
public final class MetricTaskRegistry implements SmartLifecycle {

	private final MetricqSource source;

	private final HandlerExecutorFactory executors;

	private final boolean failFast;

	private final Supplier<ExponentialBackOff> backOff;

	private final Map<String, MetricTask> tasks = new LinkedHashMap<>();

	private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

	private @Nullable ScheduledThreadPoolExecutor timer;

	private @Nullable HandlerExecutor executor;

	private @Nullable RetryingTask<Boolean> declaration;

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param source sends the values
	 * @param executors make what the methods run on
	 * @param failFast whether the start fails if the metrics cannot be declared
	 * @param backOff makes the pauses between attempts to declare them
	 */
	public MetricTaskRegistry(MetricqSource source, HandlerExecutorFactory executors, boolean failFast,
			Supplier<ExponentialBackOff> backOff) {
		this.source = source;
		this.executors = executors;
		this.failFast = failFast;
		this.backOff = backOff;
	}

	void register(MetricDefinition definition) {
		synchronized (this.tasks) {
			MetricTask other = this.tasks.putIfAbsent(definition.name(), new MetricTask(definition, this.source));
			if (other != null) {
				throw new MetricqDefinitionException(AnnotatedMethods.describe(definition.method()),
						"there is another @MetricqMetric with the name '" + definition.name() + "': "
								+ other.describe().handler(),
						"Give one of them another name", null);
			}
		}
		this.listeners.forEach((listener) -> listener.accept(definition.name()));
	}

	/**
	 * Adds who is told of the names of metrics, and tells it of those that there are.
	 * @param listener is told
	 */
	public void addListener(Consumer<String> listener) {
		this.listeners.add(listener);
		all().forEach((task) -> listener.accept(task.definition().name()));
	}

	/**
	 * All metrics and how they fare.
	 * @return a snapshot
	 */
	public List<MetricqMetricInfo> getMetrics() {
		return all().stream().map(MetricTask::describe).toList();
	}

	/**
	 * Why the metrics are not known to the manager.
	 * @return one sentence, or {@code null} if they are or there are none
	 */
	public @Nullable String failure() {
		synchronized (this.tasks) {
			Throwable failure = (this.declaration != null) ? this.declaration.failure() : null;
			return (failure != null) ? String.valueOf(failure.getMessage()) : null;
		}
	}

	private List<MetricTask> all() {
		synchronized (this.tasks) {
			return new ArrayList<>(this.tasks.values());
		}
	}

	@Override
	public void start() {
		this.running = true;
		if (all().isEmpty()) {
			return;
		}
		CompletableFuture<Void> declared;
		synchronized (this.tasks) {
			CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-beat-");
			threads.setDaemon(true);
			ScheduledThreadPoolExecutor beats = new ScheduledThreadPoolExecutor(1, threads);
			beats.setRemoveOnCancelPolicy(true);
			HandlerExecutor handlers = this.executors.create("metricq-metric");
			this.timer = beats;
			this.executor = handlers;
			Executor runner = handlers.executor();
			this.tasks.values().forEach((task) -> task.start(beats, runner));
			this.declaration = new RetryingTask<>("The declaration of MetricQ metrics", this::declare, (done) -> {
			}, runner, this.backOff.get());
			declared = this.declaration.start();
		}
		if (this.failFast) {
			FirstAttempts.await("metrics", declared);
		}
	}

	private CompletableFuture<Boolean> declare() {
		Map<String, Map<String, Object>> metadata = new LinkedHashMap<>();
		all().forEach((task) -> metadata.put(task.definition().name(), task.definition().metadata()));
		return this.source.declareMetrics(metadata).thenApply((ignored) -> true);
	}

	@Override
	public void stop() {
		this.running = false;
		HandlerExecutor last;
		synchronized (this.tasks) {
			this.tasks.values().forEach(MetricTask::stop);
			if (this.declaration != null) {
				this.declaration.stop();
				this.declaration = null;
			}
			if (this.timer != null) {
				this.timer.shutdownNow();
				this.timer = null;
			}
			last = this.executor;
			this.executor = null;
		}
		if (last != null) {
			last.interruptAll().run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

}
