package io.github.polywire.dxlstreaming.observation;

import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link DxlStreamObservation#SEND}. A bean of this type replaces the
 * default.
 */
public interface DxlStreamSendConvention extends ObservationConvention<DxlStreamSendContext> {

	@Override
	default boolean supportsContext(Context context) {
		return context instanceof DxlStreamSendContext;
	}

}
