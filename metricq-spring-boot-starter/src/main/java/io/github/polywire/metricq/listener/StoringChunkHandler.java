package io.github.polywire.metricq.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.metricq.MetricChunk;
import io.github.polywire.metricq.MetricqHistoryProvider;
import io.github.polywire.metricq.RecordedMetric;

/**
 * Lets a database store chunks, under the names that they are recorded by.
 */
final class StoringChunkHandler implements ChunkHandler {

	private final MetricqHistoryProvider provider;

	private final Map<String, List<String>> namesByInput = new HashMap<>();

	StoringChunkHandler(MetricqHistoryProvider provider, Collection<RecordedMetric> metrics) {
		this.provider = provider;
		metrics.forEach((metric) -> this.namesByInput.computeIfAbsent(metric.input(), (input) -> new ArrayList<>())
			.add(metric.name()));
	}

	@Override
	public boolean takesBatches() {
		return true;
	}

	@Override
	public void handle(List<ReceivedChunk> batch) throws Exception {
		List<MetricChunk> stored = new ArrayList<>(batch.size());
		for (ReceivedChunk received : batch) {
			MetricChunk chunk = received.chunk();
			for (String name : this.namesByInput.getOrDefault(chunk.metric(), List.of(chunk.metric()))) {
				stored.add(name.equals(chunk.metric()) ? chunk
						: new MetricChunk(name, chunk.timesNanos(), chunk.values()));
			}
		}
		this.provider.store(stored);
	}

	@Override
	public String describe() {
		return this.provider.getClass().getName();
	}

}
