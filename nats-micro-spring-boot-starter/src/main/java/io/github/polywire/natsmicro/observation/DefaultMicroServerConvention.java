package io.github.polywire.natsmicro.observation;

import io.micrometer.common.KeyValues;

/**
 * The default of {@link MicroServerConvention}.
 */
public class DefaultMicroServerConvention implements MicroServerConvention {

	@Override
	public String getName() {
		return "nats.micro.server";
	}

	@Override
	public String getContextualName(MicroServerContext context) {
		return "serve " + context.getService() + "." + context.getEndpoint();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(MicroServerContext context) {
		Integer errorCode = context.getErrorCode();
		String outcome = (errorCode != null) ? "service_error" : "success";
		return KeyValues.of(MicroObservation.LowCardinality.SERVICE.withValue(context.getService()),
				MicroObservation.LowCardinality.ENDPOINT.withValue(context.getEndpoint()),
				MicroObservation.LowCardinality.OUTCOME
					.withValue((errorCode == null && context.getError() != null) ? "error" : outcome),
				MicroObservation.LowCardinality.ERROR_CODE
					.withValue((errorCode != null) ? errorCode.toString() : "none"));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MicroServerContext context) {
		return KeyValues.of(MicroObservation.HighCardinality.SUBJECT.withValue(context.getRequest().subject()));
	}

}
