package io.github.polywire.localbrokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the installed {@code nats-server}.
 */
final class NatsBinary {

	private NatsBinary() {
	}

	/**
	 * Prepares a server, unless something it takes is not installed.
	 * @param machine where to look
	 * @param configuration what the server is told
	 * @return the server, not started yet
	 */
	static Optional<BrokerProcess> find(Machine machine, NatsConfiguration configuration) {
		if (machine.executable("setsid").isEmpty()) {
			return Optional.empty();
		}
		return machine.executable("nats-server").map((server) -> new KeptProcess(command(server, configuration)));
	}

	private static BrokerCommand command(Path server, NatsConfiguration configuration) {
		try {
			Path folder = Files.createTempDirectory("polywire-nats-");
			Path file = Files.writeString(folder.resolve("nats.conf"),
					configuration.conf("127.0.0.1", folder.resolve("data").toString(), configuration.tls()));
			return new BrokerCommand(folder, List.of(server.toString(), "-c", file.toString()), "", Map.of(), null,
					List.of(folder.resolve("broker.out")));
		}
		catch (IOException ex) {
			throw new LocalBrokerException("Cannot write the configuration of a NATS server", ex);
		}
	}

}
