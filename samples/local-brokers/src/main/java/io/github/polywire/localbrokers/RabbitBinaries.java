package io.github.polywire.localbrokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Runs the installed {@code rabbitmq-server} as any user, apart from any RabbitMQ that
 * the system runs: node, port mapper, cookie, data and configuration are its own.
 */
final class RabbitBinaries {

	private RabbitBinaries() {
	}

	/**
	 * Prepares a broker, unless something it takes is not installed.
	 * @param machine where to look
	 * @param configuration what the broker is told
	 * @return the broker, not started yet
	 */
	static Optional<BrokerProcess> find(Machine machine, RabbitConfiguration configuration) {
		Optional<Path> server = machine.executable("rabbitmq-server");
		Optional<Path> epmd = machine.executable("epmd");
		if (server.isEmpty() || epmd.isEmpty() || machine.executable("setsid").isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(new KeptProcess(command(server.get(), epmd.get(), configuration)));
	}

	private static BrokerCommand command(Path server, Path epmd, RabbitConfiguration configuration) {
		try {
			Path folder = Files.createTempDirectory("polywire-rabbitmq-");
			Path definitions = Files.writeString(folder.resolve("definitions.json"), configuration.definitions());
			Files.writeString(folder.resolve("rabbitmq.conf"),
					configuration.conf("127.0.0.1", definitions.toString(), configuration.tls())
							+ "log.console = false\n");
			Files.writeString(folder.resolve("enabled_plugins"), "[].\n");
			Path logs = folder.resolve("log");
			Path log = logs.resolve("broker.log");
			return new BrokerCommand(folder, List.of(server.toString()), epmd.toString(),
					environment(folder, logs, log, configuration.port()), controlTool(server),
					List.of(folder.resolve("broker.out"), log));
		}
		catch (IOException ex) {
			throw new LocalBrokerException("Cannot write the configuration of a RabbitMQ", ex);
		}
	}

	private static Map<String, String> environment(Path folder, Path logs, Path log, int port) {
		Map<String, String> environment = new HashMap<>();
		environment.put("HOME", folder.toString());
		environment.put("ERL_CRASH_DUMP_SECONDS", "0");
		environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
		environment.put("ERL_EPMD_PORT", String.valueOf(FreePorts.next()));
		environment.put("RABBITMQ_NODENAME", "polywire-" + port + "@localhost");
		environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
		environment.put("RABBITMQ_DIST_PORT", String.valueOf(FreePorts.next()));
		environment.put("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString());
		environment.put("RABBITMQ_LOG_BASE", logs.toString());
		environment.put("RABBITMQ_LOGS", log.toString());
		environment.put("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("enabled_plugins").toString());
		environment.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
		// Neither exists; the defaults are those of the system's own broker.
		environment.put("RABBITMQ_CONF_ENV_FILE", folder.resolve("rabbitmq-env.conf").toString());
		environment.put("RABBITMQ_ADVANCED_CONFIG_FILE", folder.resolve("advanced.config").toString());
		// Makes the script become the broker instead of waiting for it as its parent, so
		// that the process we start is the one to kill; and it is to read no input.
		environment.put("RABBITMQ_ALLOW_INPUT", "true");
		environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
				"-noinput +S 2 -kernel inet_dist_use_interface {127,0,0,1}");
		return environment;
	}

	private static @Nullable Path controlTool(Path server) {
		Path tool = server.resolveSibling("rabbitmqctl");
		return Files.isExecutable(tool) ? tool : null;
	}

}
