package io.github.polywire.metricq.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation.Context;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the starter.
 */
public enum MetricqObservation implements ObservationDocumentation {

	/**
	 * The handling of one or more chunks by a listener, with its retries.
	 */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultMetricqListenerConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.LISTENER, LowCardinality.OUTCOME };
		}

	},

	/**
	 * An RPC or a history request from its sending to its answer. The trace context
	 * travels in the headers of the request.
	 */
	REQUEST {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultMetricqRequestConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.FUNCTION, LowCardinality.ROLE, LowCardinality.OUTCOME };
		}

	},

	/**
	 * The answering of an RPC that the network asks.
	 */
	HANDLER {

		@Override
		public Class<? extends ObservationConvention<? extends Context>> getDefaultConvention() {
			return DefaultMetricqHandlerConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return new KeyName[] { LowCardinality.FUNCTION, LowCardinality.ROLE, LowCardinality.OUTCOME };
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
		 * The function.
		 */
		FUNCTION {

			@Override
			public String asString() {
				return "function";
			}

		},

		/**
		 * The role of our agent.
		 */
		ROLE {

			@Override
			public String asString() {
				return "role";
			}

		},

		/**
		 * How it ended: {@code success}, {@code remote_error}, {@code timeout},
		 * {@code connection} or {@code error}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

}
