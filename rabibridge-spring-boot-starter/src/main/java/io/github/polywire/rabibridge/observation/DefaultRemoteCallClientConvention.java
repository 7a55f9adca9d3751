package io.github.polywire.rabibridge.observation;

import io.micrometer.common.KeyValues;

/**
 * The default of {@link RemoteCallClientConvention}.
 */
public class DefaultRemoteCallClientConvention implements RemoteCallClientConvention {

	@Override
	public String getName() {
		return "rabibridge.client";
	}

	@Override
	public String getContextualName(RemoteCallClientContext context) {
		return "call " + context.getFunction().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RemoteCallClientContext context) {
		return ObservationTags.function(context.getFunction()).and(ObservationTags.outcome(context.getError()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RemoteCallClientContext context) {
		return ObservationTags.highCardinality(context.getCorrelationId());
	}

}
