package io.github.polywire.natsmicro.observation;

import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The default of {@link MicroClientConvention}.
 */
public class DefaultMicroClientConvention implements MicroClientConvention {

	@Override
	public String getName() {
		return "nats.micro.client";
	}

	@Override
	public String getContextualName(MicroClientContext context) {
		return "request " + context.getSubject();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MicroClientContext context) {
		Throwable error = context.getError();
		String code = (error instanceof MicroServiceException service) ? Integer.toString(service.getCode()) : "none";
		return KeyValues.of(MicroObservation.LowCardinality.OUTCOME.withValue(outcome(error)),
				MicroObservation.LowCardinality.ERROR_CODE.withValue(code));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MicroClientContext context) {
		return KeyValues.of(MicroObservation.HighCardinality.SUBJECT.withValue(context.getSubject()));
	}

	private static String outcome(@Nullable Throwable error) {
		if (error == null) {
			return "success";
		}
		if (error instanceof MicroServiceException) {
			return "service_error";
		}
		if (error instanceof NoRespondersException) {
			return "no_responders";
		}
		if (error instanceof MicroTimeoutException) {
			return "timeout";
		}
		return (error instanceof MicroConnectionException) ? "connection" : "error";
	}

}
