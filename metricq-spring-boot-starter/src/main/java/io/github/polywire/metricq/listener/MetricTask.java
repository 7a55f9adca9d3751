package io.github.polywire.metricq.listener;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.polywire.metricq.MetricqMetricInfo;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.connection.RateLimitedLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Calls a method on a grid of times and sends what it returns.
 */
final class MetricTask {

	private static final Log logger = LogFactory.getLog(MetricTask.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final MetricDefinition definition;

	private final MetricqSource source;

	private volatile long beats;

	private volatile long failed;

	private volatile long skippedBefore;

	private volatile @Nullable Throwable failure;

	private volatile @Nullable Run run;

	MetricTask(MetricDefinition definition, MetricqSource source) {
		this.definition = definition;
		this.source = source;
		ReflectionUtils.makeAccessible(definition.method());
	}

	MetricDefinition definition() {
		return this.definition;
	}

	void start(ScheduledExecutorService timer, Executor executor) {
		if (this.definition.chunkSize() != null) {
			this.source.metric(this.definition.name()).chunkSize(this.definition.chunkSize());
		}
		Run started = new Run(timer, executor);
		this.run = started;
		started.beat();
	}

	void stop() {
		Run last = this.run;
		this.run = null;
		if (last != null) {
			this.skippedBefore += last.grid.skipped();
		}
	}

	MetricqMetricInfo describe() {
		Run current = this.run;
		Throwable last = this.failure;
		return new MetricqMetricInfo(this.definition.name(), AnnotatedMethods.describe(this.definition.method()),
				this.definition.period(), this.beats,
				this.skippedBefore + ((current != null) ? current.grid.skipped() : 0), this.failed,
				(last != null) ? last.toString() : null);
	}

	private void update() {
		this.beats++;
		try {
			Instant time = Instant.now();
			Double value = number(invoke());
			if (value != null) {
				this.source.send(this.definition.name(), time, value);
			}
			this.failure = null;
		}
		catch (Throwable ex) {
			this.failed++;
			this.failure = ex;
			this.failureLog.warn(() -> "A value of the metric '" + this.definition.name()
					+ "' could not be made or sent; the next beat comes", ex);
		}
	}

	private @Nullable Object invoke() throws Throwable {
		Method method = this.definition.method();
		try {
			return method.invoke(this.definition.bean());
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		catch (IllegalAccessException ex) {
			ReflectionUtils.handleReflectionException(ex);
			return null;
		}
	}

	private @Nullable Double number(@Nullable Object result) {
		if (result instanceof Number number) {
			return number.doubleValue();
		}
		if (result instanceof Optional<?> optional) {
			return number(optional.orElse(null));
		}
		if (result instanceof OptionalDouble optional) {
			return optional.isPresent() ? optional.getAsDouble() : null;
		}
		if (result instanceof OptionalInt optional) {
			return optional.isPresent() ? (double) optional.getAsInt() : null;
		}
		if (result instanceof OptionalLong optional) {
			return optional.isPresent() ? (double) optional.getAsLong() : null;
		}
		return null;
	}

	/**
	 * The time between a start and a stop.
	 */
	private final class Run {

		private final ScheduledExecutorService timer;

		private final Executor executor;

		private final BeatGrid grid = new BeatGrid(System.nanoTime(), MetricTask.this.definition.period().toNanos());

		private Run(ScheduledExecutorService timer, Executor executor) {
			this.timer = timer;
			this.executor = executor;
		}

		private void beat() {
			try {
				this.executor.execute(this::updateAndSchedule);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Stopped: no more values of '" + MetricTask.this.definition.name() + "'");
			}
		}

		private void updateAndSchedule() {
			if (MetricTask.this.run != this) {
				return;
			}
			update();
			long wait = this.grid.next(System.nanoTime());
			try {
				this.timer.schedule(this::beat, wait, TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Stopped: no more values of '" + MetricTask.this.definition.name() + "'");
			}
		}

	}

}
