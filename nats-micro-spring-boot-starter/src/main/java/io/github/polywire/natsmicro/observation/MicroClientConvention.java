package io.github.polywire.natsmicro.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link MicroObservation#CLIENT}. A bean of this type replaces the
 * default.
 */
public interface MicroClientConvention extends ObservationConvention<MicroClientContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof MicroClientContext;
	}

}
