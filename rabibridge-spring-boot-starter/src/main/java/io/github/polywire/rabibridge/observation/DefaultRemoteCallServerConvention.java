package io.github.polywire.rabibridge.observation;

import io.micrometer.common.KeyValues;

/**
 * The default of {@link RemoteCallServerConvention}.
 */
public class DefaultRemoteCallServerConvention implements RemoteCallServerConvention {

	@Override
	public String getName() {
		return "rabibridge.server";
	}

	@Override
	public String getContextualName(RemoteCallServerContext context) {
		return "serve " + context.getFunction().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RemoteCallServerContext context) {
		return ObservationTags.function(context.getFunction()).and(ObservationTags.outcome(context.getError()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RemoteCallServerContext context) {
		return ObservationTags.highCardinality(context.getCorrelationId());
	}

}
