package io.github.polywire.metricq.test;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricMetadata;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqSource;
import io.github.polywire.metricq.wire.MetricqNames;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Stands for the network where points go to, in a test: as a bean it takes the place of
 * the {@code SourceTemplate}, for {@code @MetricqMetric} methods and the export of meters
 * too. It remembers what was sent and declared, and refuses the names that the network
 * does. Thread-safe. <pre class="code">
 * StubMetricqSource source = new StubMetricqSource();
 * new Room(source).measure();
 * assertThat(source.points("building.a14.temperature")).hasSize(1);
 * </pre>
 */
public final class StubMetricqSource implements MetricqSource {

	private final List<DataPoint> points = new CopyOnWriteArrayList<>();

	private final Map<String, MetricMetadata> declared = new ConcurrentHashMap<>();

	private volatile @Nullable MetricqException failure;

	/**
	 * Lets what is sent or declared from now on fail.
	 * @param failure what is thrown, such as a {@code MetricqOverflowException}, or
	 * {@code null} to let it succeed again
	 * @return this object
	 */
	public StubMetricqSource failing(@Nullable MetricqException failure) {
		this.failure = failure;
		return this;
	}

	/**
	 * The points that were accepted.
	 * @return the points in their order
	 */
	public List<DataPoint> points() {
		return List.copyOf(this.points);
	}

	/**
	 * The points of one metric that were accepted.
	 * @param metric the metric's name
	 * @return the points in their order
	 */
	public List<DataPoint> points(String metric) {
		return this.points.stream().filter((point) -> point.metric().equals(metric)).toList();
	}

	/**
	 * What was declared.
	 * @return the metadata by metric
	 */
	public Map<String, MetricMetadata> declared() {
		return Map.copyOf(this.declared);
	}

	@Override
	public void send(String metric, long timeNanos, double value) {
		MetricqNames.requireMetric(metric);
		failIfTold();
		this.points.add(new DataPoint(metric, timeNanos, value));
	}

	@Override
	public void send(MetricChunk chunk) {
		chunk.points().forEach(this::send);
	}

	@Override
	public Metric metric(String name) {
		return new StubMetric(MetricqNames.requireMetric(name), this);
	}

	@Override
	public void flush() {
		// Nothing is kept back.
	}

	@Override
	public void flush(Duration timeout) {
		Assert.notNull(timeout, "'timeout' must not be null");
		failIfTold();
	}

	@Override
	public CompletableFuture<Void> declareMetrics(
			Map<String, ? extends Map<String, ? extends @Nullable Object>> metadata) {
		metadata.keySet().forEach(MetricqNames::requireMetric);
		MetricqException told = this.failure;
		if (told != null) {
			return CompletableFuture.failedFuture(told);
		}
		metadata.forEach((name, values) -> this.declared.put(name, new MetricMetadata(name, new HashMap<>(values))));
		return CompletableFuture.completedFuture(null);
	}

	private void failIfTold() {
		MetricqException told = this.failure;
		if (told != null) {
			throw told;
		}
	}

	private record StubMetric(String name, StubMetricqSource source) implements Metric {

		@Override
		public Metric chunkSize(int size) {
			Assert.isTrue(size > 0, "A chunk must have room for a point");
			return this;
		}

		@Override
		public Metric onlyByFlush() {
			return this;
		}

		@Override
		public void send(long timeNanos, double value) {
			this.source.send(this.name, timeNanos, value);
		}

		@Override
		public void flush() {
			// Nothing is kept back.
		}

	}

}
