package io.github.polywire.natsmicro.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link MicroObservation#SERVER}. A bean of this type replaces the
 * default.
 */
public interface MicroServerConvention extends ObservationConvention<MicroServerContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof MicroServerContext;
	}

}
