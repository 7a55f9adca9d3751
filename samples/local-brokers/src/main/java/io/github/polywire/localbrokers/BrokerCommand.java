package io.github.polywire.localbrokers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How to run one broker from its installed binaries.
 *
 * @param folder holds everything that is the broker's, and goes with it
 * @param line the broker's command line
 * @param epmd Erlang's port mapper to run beside the broker, or an empty string
 * @param environment variables of its own
 * @param controlTool the tool that steers the running broker
 * @param logs the files to quote from when it does not start
 */
record BrokerCommand(Path folder, List<String> line, String epmd, Map<String, String> environment,
		@Nullable Path controlTool, List<Path> logs) {

	/**
	 * Sets this broker's variables, and removes those by which a system-wide installation
	 * could leak into it.
	 */
	void applyEnvironment(Map<String, String> target) {
		target.keySet().removeIf((name) -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
		target.putAll(this.environment);
	}

}
