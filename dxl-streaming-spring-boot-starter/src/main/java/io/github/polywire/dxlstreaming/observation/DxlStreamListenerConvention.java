package io.github.polywire.dxlstreaming.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link DxlStreamObservation#LISTENER}. A bean of this type replaces
 * the default.
 */
public interface DxlStreamListenerConvention extends ObservationConvention<DxlStreamListenerContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof DxlStreamListenerContext;
	}

}
