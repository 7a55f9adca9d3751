package io.github.polywire.dxlstreaming.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the starter.
 */
public enum DxlStreamObservation implements ObservationDocumentation {

	/**
	 * One attempt of a listener at one record, or at one list of them.
	 */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultDxlStreamListenerConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.LISTENER, LowCardinality.TOPIC, LowCardinality.OUTCOME };
		}

	},

	/**
	 * A request that sends records. The trace context travels in the headers of the
	 * records.
	 */
	SEND {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultDxlStreamSendConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.TOPIC, LowCardinality.OUTCOME };
		}

	};

	/**
	 * Tags of few values.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * The id of the listener's container.
		 */
		LISTENER {

			@Override
			public String asString() {
				return "listener";
			}

		},

		/**
		 * The topic, of the first record if there are several.
		 */
		TOPIC {

			@Override
			public String asString() {
				return "topic";
			}

		},

		/**
		 * How it ended: {@code success}, {@code payload}, {@code temporary},
		 * {@code permanent} or {@code error}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

}
