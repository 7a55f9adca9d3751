package io.github.polywire.rabibridge.observation;

import io.micrometer.common.KeyValues;

/**
 * The default of {@link RemoteCallReplyConvention}.
 */
public class DefaultRemoteCallReplyConvention implements RemoteCallReplyConvention {

	@Override
	public String getName() {
		return "rabibridge.reply";
	}

	@Override
	public String getContextualName(RemoteCallReplyContext context) {
		return "reply " + context.getFunction().name();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RemoteCallReplyContext context) {
		return ObservationTags.function(context.getFunction());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RemoteCallReplyContext context) {
		return ObservationTags.highCardinality(context.getCorrelationId());
	}

}
