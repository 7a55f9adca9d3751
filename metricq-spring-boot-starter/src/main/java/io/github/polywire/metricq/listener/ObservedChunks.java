package io.github.polywire.metricq.listener;

import java.util.List;
import java.util.Map;

import io.github.polywire.metricq.observation.DefaultMetricqListenerConvention;
import io.github.polywire.metricq.observation.MetricqListenerContext;
import io.github.polywire.metricq.observation.MetricqListenerConvention;
import io.github.polywire.metricq.observation.MetricqObservation;
import io.github.polywire.metricq.observation.SafeObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes the handling of chunks with Micrometer.
 */
final class ObservedChunks implements ChunkObserver {

	private static final MetricqListenerConvention DEFAULT = new DefaultMetricqListenerConvention();

	private final ObservationRegistry registry;

	private final @Nullable MetricqListenerConvention convention;

	ObservedChunks(ObservationRegistry registry, @Nullable MetricqListenerConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public void observe(String id, List<DeliveredChunk> batch, Handling handling) throws Exception {
		if (this.registry.isNoop()) {
			handling.run();
			return;
		}
		Observation observation = SafeObservations.start(this.registry,
				() -> MetricqObservation.LISTENER.observation(this.convention, DEFAULT,
						() -> new MetricqListenerContext(id, batch.size(), headers(batch.get(0))), this.registry));
		try (Observation.Scope scope = observation.openScope()) {
			handling.run();
		}
		catch (Exception ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			SafeObservations.stop(observation);
		}
	}

	private static Map<String, Object> headers(DeliveredChunk chunk) {
		Map<String, Object> headers = chunk.properties().getHeaders();
		return (headers != null) ? headers : Map.of();
	}

}
