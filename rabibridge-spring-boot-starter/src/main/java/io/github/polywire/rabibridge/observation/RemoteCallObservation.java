package io.github.polywire.rabibridge.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the starter.
 */
public enum RemoteCallObservation implements ObservationDocumentation {

	/**
	 * A call from its sending to its result. The trace context travels in the headers of
	 * the request.
	 */
	CLIENT {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultRemoteCallClientConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}

	},

	/**
	 * The execution of a call, from the receipt of the request to the result of the
	 * handler. The trace context travels on in the headers of the reply.
	 */
	SERVER {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultRemoteCallServerConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}

	},

	/**
	 * The sending of a reply, from its encoding to the broker's confirmation.
	 */
	REPLY {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultRemoteCallReplyConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.FUNCTION, LowCardinality.KIND };
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
		 * The function's name.
		 */
		FUNCTION {

			@Override
			public String asString() {
				return "function";
			}

		},

		/**
		 * The function's kind, {@code async} or {@code sync}.
		 */
		KIND {

			@Override
			public String asString() {
				return "kind";
			}

		},

		/**
		 * How the call ended: {@code success}, {@code remote_error}, {@code rejected},
		 * {@code unknown}, {@code timeout}, {@code connection} or {@code error}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

	/**
	 * Tags of many values, on spans only.
	 */
	public enum HighCardinality implements KeyName {

		/**
		 * The correlation id of the call.
		 */
		CORRELATION_ID {

			@Override
			public String asString() {
				return "rabibridge.correlation_id";
			}

		}

	}

}
