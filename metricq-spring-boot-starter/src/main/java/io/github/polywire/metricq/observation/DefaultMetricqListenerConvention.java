package io.github.polywire.metricq.observation;

import io.github.polywire.metricq.observation.MetricqObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default of {@link MetricqListenerConvention}.
 */
public class DefaultMetricqListenerConvention implements MetricqListenerConvention {

	@Override
	public String getName() {
		return "metricq.listener";
	}

	@Override
	public String getContextualName(MetricqListenerContext context) {
		return "handle " + context.getListenerId();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MetricqListenerContext context) {
		return KeyValues.of(LowCardinality.LISTENER.withValue(context.getListenerId()),
				Outcomes.of(context.getError()));
	}

}
