package io.github.polywire.dxlstreaming.observation;

import io.github.polywire.dxlstreaming.observation.DxlStreamObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default of {@link DxlStreamListenerConvention}.
 */
public class DefaultDxlStreamListenerConvention implements DxlStreamListenerConvention {

	@Override
	public String getName() {
		return "dxl.streaming.listener";
	}

	@Override
	public String getContextualName(DxlStreamListenerContext context) {
		return "handle " + context.getListenerId();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(DxlStreamListenerContext context) {
		return KeyValues.of(LowCardinality.LISTENER.withValue(context.getListenerId()),
				LowCardinality.TOPIC.withValue(context.getTopic()), Outcomes.of(context.getError()));
	}

}
