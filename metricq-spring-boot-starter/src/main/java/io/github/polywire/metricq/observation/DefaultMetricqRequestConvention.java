package io.github.polywire.metricq.observation;

import io.github.polywire.metricq.observation.MetricqObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default of {@link MetricqRequestConvention}.
 */
public class DefaultMetricqRequestConvention implements MetricqRequestConvention {

	@Override
	public String getName() {
		return "metricq.request";
	}

	@Override
	public String getContextualName(MetricqRequestContext context) {
		return "request " + context.getFunction();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MetricqRequestContext context) {
		return KeyValues.of(LowCardinality.FUNCTION.withValue(context.getFunction()),
				LowCardinality.ROLE.withValue(context.getRole().id()), Outcomes.of(context.getError()));
	}

}
