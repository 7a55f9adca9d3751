package io.github.polywire.benchmarks.rabibridge;

import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;

/**
 * A server of a contender.
 */
enum Role {

	OURS {

		@Override
		AutoCloseable serve(BrokerAddress broker) {
			return Applications.run(OursServer.class,
					broker.toProperties(Map.of("rabibridge.enabled", true, "rabibridge.server.fail-fast", true)));
		}

	},

	BY_HAND {

		@Override
		AutoCloseable serve(BrokerAddress broker) throws Exception {
			return new HandServer(broker, HandServer.FUNCTION);
		}

	},

	BY_HAND_BATCHED {

		@Override
		AutoCloseable serve(BrokerAddress broker) throws Exception {
			return new HandServer(broker, HandServer.BATCHED_FUNCTION);
		}

	},

	SPRING {

		@Override
		AutoCloseable serve(BrokerAddress broker) {
			return Applications.run(SpringServer.class, broker.toProperties(Map.of("spring.rabbitmq.listener.type",
					"direct", "spring.rabbitmq.listener.direct.prefetch", HandServer.PREFETCH)));
		}

	},

	HUNDRED_FUNCTIONS {

		@Override
		AutoCloseable serve(BrokerAddress broker) {
			return Applications.run(HundredFunctions.class,
					broker.toProperties(Map.of("rabibridge.enabled", true, "rabibridge.server.fail-fast", true)));
		}

	};

	abstract AutoCloseable serve(BrokerAddress broker) throws Exception;

}
