package io.github.polywire.benchmarks.metricq;

import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * What is on the network besides source and sink.
 */
enum Role {

	/** Makes the exchanges, and the queues of ours; records nothing. */
	MANAGER {

		@Override
		AutoCloseable serve(BrokerAddress broker) {
			return Applications.run(Manager.class,
					broker.toProperties(Map.of("metricq.enabled", true, "metricq.network.embedded", true,
							"metricq.network.fail-fast", true, "metricq.network.database.enabled", false)));
		}

	},

	DATABASE {

		@Override
		AutoCloseable serve(BrokerAddress broker) throws Exception {
			return new HandDatabase(broker);
		}

	};

	abstract AutoCloseable serve(BrokerAddress broker) throws Exception;

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Manager {

	}

}
