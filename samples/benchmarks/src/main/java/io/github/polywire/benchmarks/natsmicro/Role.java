package io.github.polywire.benchmarks.natsmicro;

import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;

/**
 * A server of a contender.
 */
enum Role {

	OURS {

		@Override
		AutoCloseable serve(String url) {
			return Applications.run(OursServer.class,
					Map.of("nats.enabled", true, "nats.servers", url, "nats.fail-fast", true));
		}

	},

	RAW {

		@Override
		AutoCloseable serve(String url) throws Exception {
			return new RawServer(url);
		}

	},

	JNATS_SERVICE {

		@Override
		AutoCloseable serve(String url) throws Exception {
			return new JnatsService(url);
		}

	};

	abstract AutoCloseable serve(String url) throws Exception;

}
