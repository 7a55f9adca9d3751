package io.github.polywire.metricq.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.MetricqTime;
import io.github.polywire.metricq.connection.RateLimitedLog;
import io.github.polywire.metricq.wire.MetricqNames;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * Publishes meters as metrics of a source, once each step. A metric's name is the prefix,
 * the meter's name, its tags as {@code .key.value}, and, unless the meter is a gauge,
 * what is told of it:
 * <ul>
 * <li>{@code .rate} of counters, timers and summaries: how much they counted in the step,
 * for a second of it;
 * <li>{@code .mean} of timers and summaries over the step, left out without a sample, and
 * {@code .max};
 * <li>{@code .active}, {@code .duration} and {@code .max} of long tasks;
 * <li>the statistic of other meters.
 * </ul>
 * Times are in seconds. Values that are not finite are left out, and so are metrics whose
 * names would be longer than 255 bytes. Each metric is declared to the manager with its
 * unit, description and rate. Thread-safe.
 */
public final class MetricqMeterRegistry extends StepMeterRegistry {

	private static final Log logger = LogFactory.getLog(MetricqMeterRegistry.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final RateLimitedLog nameLog = new RateLimitedLog(logger);

	private final Set<String> declared = ConcurrentHashMap.newKeySet();

	private final String prefix;

	private final Duration step;

	private volatile @Nullable MetricqSource source;

	/**
	 * Creates a registry that publishes nothing before it is started.
	 * @param prefix what the metrics' names start with, without a dot at its end
	 * @param step the time between two points of a metric
	 * @param clock tells the time
	 */
	public MetricqMeterRegistry(String prefix, Duration step, Clock clock) {
		super(new Config(step), clock);
		Assert.hasText(prefix, "'prefix' must not be empty");
		this.prefix = prefix;
		this.step = step;
		config().namingConvention(new MeterNamingConvention());
	}

	/**
	 * Starts to publish.
	 * @param target sends the points; it is not used before the first step is over
	 */
	public void start(MetricqSource target) {
		this.source = target;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("metricq-metrics-");
		threads.setDaemon(true);
		start(threads);
	}

	@Override
	protected TimeUnit getBaseTimeUnit() {
		return TimeUnit.SECONDS;
	}

	@Override
	protected void publish() {
		MetricqSource target = this.source;
		if (target == null) {
			return;
		}
		Map<String, Map<String, Object>> metadata = new LinkedHashMap<>();
		Map<String, Double> values = new LinkedHashMap<>();
		for (Meter meter : getMeters()) {
			collect(meter, metadata, values);
		}
		try {
			declare(target, metadata);
			long timeNanos = MetricqTime.toEpochNanos(Instant.ofEpochMilli(this.clock.wallTime()));
			values.forEach((metric, value) -> target.send(metric, timeNanos, value));
		}
		catch (MetricqException ex) {
			this.failureLog.warn(() -> "Not all meters could be published to MetricQ; the next step comes", ex);
		}
	}

	private void collect(Meter meter, Map<String, Map<String, Object>> metadata, Map<String, Double> values) {
		String name = this.prefix + "."
				+ HierarchicalNameMapper.DEFAULT.toHierarchicalName(meter.getId(), config().namingConvention());
		for (MeterValue value : MeterValue.of(meter, this.step.toNanos() / 1e9, getBaseTimeUnit())) {
			String metric = name + value.suffix();
			if (metric.getBytes(StandardCharsets.UTF_8).length > MetricqNames.MAX_NAME_BYTES) {
				this.nameLog.warn(() -> "A meter is not published to MetricQ, which takes names of "
						+ MetricqNames.MAX_NAME_BYTES + " bytes: shorten the tags of '" + metric + "', or deny it");
			}
			else if (Double.isFinite(value.value())) {
				values.put(metric, value.value());
				metadata.put(metric, metadata(meter, value));
			}
		}
	}

	private Map<String, Object> metadata(Meter meter, MeterValue value) {
		Map<String, Object> metadata = new LinkedHashMap<>();
		if (value.unit() != null) {
			metadata.put("unit", value.unit());
		}
		if (meter.getId().getDescription() != null) {
			metadata.put("description", meter.getId().getDescription());
		}
		metadata.put("rate", 1e9 / this.step.toNanos());
		return metadata;
	}

	private void declare(MetricqSource target, Map<String, Map<String, Object>> metadata) {
		Map<String, Map<String, Object>> added = new LinkedHashMap<>(metadata);
		added.keySet().removeAll(this.declared);
		if (added.isEmpty()) {
			return;
		}
		this.declared.addAll(added.keySet());
		try {
			target.declareMetrics(added).whenComplete((done, failure) -> {
				if (failure != null) {
					undeclared(added.keySet(), failure);
				}
			});
		}
		catch (MetricqException ex) {
			undeclared(added.keySet(), ex);
		}
	}

	private void undeclared(Set<String> metrics, Throwable failure) {
		this.declared.removeAll(metrics);
		this.failureLog.warn(
				() -> metrics.size() + " meters could not be declared to MetricQ, which is tried again each step",
				failure);
	}

	/**
	 * Nothing but the step is configured here.
	 */
	private record Config(Duration step) implements StepRegistryConfig {

		@Override
		public String prefix() {
			return "metricq.metrics.export";
		}

		@Override
		public @Nullable String get(String key) {
			return null;
		}

	}

}
