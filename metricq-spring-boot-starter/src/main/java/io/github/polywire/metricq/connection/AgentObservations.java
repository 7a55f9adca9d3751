package io.github.polywire.metricq.connection;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.observation.DefaultMetricqHandlerConvention;
import io.github.polywire.metricq.observation.DefaultMetricqRequestConvention;
import io.github.polywire.metricq.observation.MetricqHandlerContext;
import io.github.polywire.metricq.observation.MetricqHandlerConvention;
import io.github.polywire.metricq.observation.MetricqObservation;
import io.github.polywire.metricq.observation.MetricqRequestContext;
import io.github.polywire.metricq.observation.MetricqRequestConvention;
import io.github.polywire.metricq.observation.SafeObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes what agents ask and answer.
 *
 * @param registry the registry
 * @param requestConvention names the observations of requests, or {@code null} for the
 * default
 * @param handlerConvention names the observations of answers, or {@code null} for the
 * default
 */
public record AgentObservations(ObservationRegistry registry, @Nullable MetricqRequestConvention requestConvention,
		@Nullable MetricqHandlerConvention handlerConvention) {

	private static final MetricqRequestConvention DEFAULT_REQUEST = new DefaultMetricqRequestConvention();

	private static final MetricqHandlerConvention DEFAULT_HANDLER = new DefaultMetricqHandlerConvention();

	/**
	 * Observes nothing.
	 * @return observations that do nothing
	 */
	public static AgentObservations none() {
		return new AgentObservations(ObservationRegistry.NOOP, null, null);
	}

	/**
	 * Observes a request until its result is there.
	 * @param role the role of the agent that asks
	 * @param function what is asked
	 * @param headers the headers of the request, which the trace is added to
	 * @param result the result
	 */
	public void request(MetricqRole role, String function, Map<String, Object> headers, CompletableFuture<?> result) {
		Observation observation = SafeObservations.start(this.registry,
				() -> MetricqObservation.REQUEST.observation(this.requestConvention, DEFAULT_REQUEST,
						() -> new MetricqRequestContext(role, function, headers), this.registry));
		if (!observation.isNoop()) {
			result.whenComplete((answer, failure) -> {
				if (failure != null) {
					observation.error((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
				}
				SafeObservations.stop(observation);
			});
		}
	}

	/**
	 * Starts to observe the answering of a request.
	 * @param request the request
	 * @param headers the headers of the request
	 * @return the observation
	 */
	public Observation handler(MetricqRpcRequest request, @Nullable Map<String, Object> headers) {
		return SafeObservations.start(this.registry,
				() -> MetricqObservation.HANDLER.observation(this.handlerConvention, DEFAULT_HANDLER,
						() -> new MetricqHandlerContext(request, (headers != null) ? headers : Map.of()),
						this.registry));
	}

}
