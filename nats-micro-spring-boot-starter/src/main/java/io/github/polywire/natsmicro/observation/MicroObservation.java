package io.github.polywire.natsmicro.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the starter.
 */
public enum MicroObservation implements ObservationDocumentation {

	/**
	 * A request from its sending to its answer. The trace context travels in the headers
	 * of the request.
	 */
	CLIENT {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultMicroClientConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.OUTCOME, LowCardinality.ERROR_CODE };
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}

	},

	/**
	 * The handling of a request, from when its handler is free for it to its answer; also
	 * the refusal of one that is not handled.
	 */
	SERVER {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultMicroServerConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}

	};

	/**
	 * Tags of few values.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * The name of the service.
		 */
		SERVICE {

			@Override
			public String asString() {
				return "service";
			}

		},

		/**
		 * The name of the endpoint.
		 */
		ENDPOINT {

			@Override
			public String asString() {
				return "endpoint";
			}

		},

		/**
		 * How the request ended: {@code success}, {@code service_error} (the service
		 * answered with an error), {@code no_responders}, {@code timeout},
		 * {@code connection} or {@code error}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * The code of the error that the service answered with, or {@code none}.
		 */
		ERROR_CODE {

			@Override
			public String asString() {
				return "error.code";
			}

		}

	}

	/**
	 * Tags of many values, on spans only.
	 */
	public enum HighCardinality implements KeyName {

		/**
		 * The subject that the request was sent to.
		 */
		SUBJECT {

			@Override
			public String asString() {
				return "nats.subject";
			}

		}

	}

}
