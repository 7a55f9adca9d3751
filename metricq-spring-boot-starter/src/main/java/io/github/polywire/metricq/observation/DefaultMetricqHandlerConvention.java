package io.github.polywire.metricq.observation;

import io.github.polywire.metricq.observation.MetricqObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default of {@link MetricqHandlerConvention}.
 */
public class DefaultMetricqHandlerConvention implements MetricqHandlerConvention {

	@Override
	public String getName() {
		return "metricq.handler";
	}

	@Override
	public String getContextualName(MetricqHandlerContext context) {
		return "answer " + context.getRequest().function();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MetricqHandlerContext context) {
		return KeyValues.of(LowCardinality.FUNCTION.withValue(context.getRequest().function()),
				LowCardinality.ROLE.withValue(context.getRequest().role().id()), Outcomes.of(context.getError()));
	}

}
