package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.TransformerOutput;

/**
 * Collects the points that one call of a transformer makes, into chunks by metric.
 * Thread-safe.
 */
final class OutputCollector implements TransformerOutput {

	private static final int MAX_CHUNK_SIZE = 65_536;

	private static final int INITIAL_ROOM = 16;

	private final Set<String> outputs;

	private final Map<String, Points> open = new LinkedHashMap<>();

	private final List<MetricChunk> full = new ArrayList<>();

	private boolean ended;

	/**
	 * Creates a collector.
	 * @param outputs the metrics that may go out
	 */
	OutputCollector(Set<String> outputs) {
		this.outputs = outputs;
	}

	@Override
	public synchronized void send(String metric, long timeNanos, double value) {
		if (this.ended) {
			throw new IllegalStateException("The call of the transformer has ended: send to '" + metric
					+ "' before it returns, or return a CompletionStage");
		}
		if (!this.outputs.contains(metric)) {
			throw new IllegalArgumentException("'" + metric + "' is none of the transformer's outputs " + this.outputs
					+ ": name it in the outputs of its @MetricqTransformer");
		}
		Points points = this.open.computeIfAbsent(metric, (key) -> new Points());
		points.add(timeNanos, value);
		if (points.count == MAX_CHUNK_SIZE) {
			this.full.add(points.chunk(metric));
			this.open.remove(metric);
		}
	}

	/**
	 * Adds what the method returned.
	 * @param result a point, a chunk, a number, or some of them
	 * @param timeNanos the time for a number
	 */
	void add(Object result, long timeNanos) {
		if (result instanceof DataPoint point) {
			send(point);
		}
		else if (result instanceof MetricChunk chunk) {
			send(chunk);
		}
		else if (result instanceof Number number) {
			send(this.outputs.iterator().next(), timeNanos, number.doubleValue());
		}
		else if (result instanceof Collection<?> several) {
			several.forEach((one) -> add(one, timeNanos));
		}
		else if (result instanceof Optional<?> optional) {
			optional.ifPresent((one) -> add(one, timeNanos));
		}
		else {
			throw new IllegalArgumentException(
					"A transformer returned a " + result.getClass().getName() + ", which is no point and no chunk");
		}
	}

	/**
	 * Ends the collection.
	 * @return the chunks, those of one metric in their order
	 */
	synchronized List<MetricChunk> end() {
		this.ended = true;
		this.open.forEach((metric, points) -> this.full.add(points.chunk(metric)));
		this.open.clear();
		return this.full;
	}

	/**
	 * The points of one metric.
	 */
	private static final class Points {

		private long[] times = new long[INITIAL_ROOM];

		private double[] values = new double[INITIAL_ROOM];

		private int count;

		private void add(long time, double value) {
			if (this.count == this.times.length) {
				this.times = Arrays.copyOf(this.times, this.count * 2);
				this.values = Arrays.copyOf(this.values, this.count * 2);
			}
			this.times[this.count] = time;
			this.values[this.count] = value;
			this.count++;
		}

		private MetricChunk chunk(String metric) {
			return new MetricChunk(metric, Arrays.copyOf(this.times, this.count),
					Arrays.copyOf(this.values, this.count));
		}

	}

}
