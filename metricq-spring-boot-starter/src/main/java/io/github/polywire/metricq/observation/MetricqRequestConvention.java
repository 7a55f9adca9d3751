package io.github.polywire.metricq.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link MetricqObservation#REQUEST}. A bean of this type replaces the
 * default.
 */
public interface MetricqRequestConvention extends ObservationConvention<MetricqRequestContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof MetricqRequestContext;
	}

}
