package io.github.polywire.dxlstreaming.observation;

import io.github.polywire.dxlstreaming.observation.DxlStreamObservation.LowCardinality;
import io.micrometer.common.KeyValues;

/**
 * The default of {@link DxlStreamSendConvention}.
 */
public class DefaultDxlStreamSendConvention implements DxlStreamSendConvention {

	@Override
	public String getName() {
		return "dxl.streaming.send";
	}

	@Override
	public String getContextualName(DxlStreamSendContext context) {
		return "send " + context.getTopic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(DxlStreamSendContext context) {
		return KeyValues.of(LowCardinality.TOPIC.withValue(context.getTopic()), Outcomes.of(context.getError()));
	}

}
