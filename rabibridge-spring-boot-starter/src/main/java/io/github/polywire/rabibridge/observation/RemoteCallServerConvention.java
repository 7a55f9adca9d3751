package io.github.polywire.rabibridge.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link RemoteCallObservation#SERVER}. A bean of this type replaces
 * the default.
 */
public interface RemoteCallServerConvention extends ObservationConvention<RemoteCallServerContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof RemoteCallServerContext;
	}

}
