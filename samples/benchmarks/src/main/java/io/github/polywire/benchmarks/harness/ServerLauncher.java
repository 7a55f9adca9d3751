package io.github.polywire.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts the server sides of a benchmark: JVMs with the settings of this one.
 *
 * @param mainClass the class to run where this JVM was not started from one jar
 * @param arguments its first arguments; roles follow
 */
public record ServerLauncher(Class<?> mainClass, List<String> arguments) {

	private static final List<String> NOT_INHERITED = List.of("-agentlib:", "-agentpath:", "-javaagent:",
			"-XX:StartFlightRecording", "-Xlog", "-Dcom.sun.management.");

	/**
	 * Starts a server side and returns when it is ready.
	 * @param roles which parts of it
	 * @param environment environment variables for it
	 * @return the running process
	 * @throws IOException if it does not start
	 * @throws InterruptedException if the thread is interrupted
	 */
	public ServerProcess start(List<String> roles, Map<String, String> environment)
			throws IOException, InterruptedException {
		List<String> line = new ArrayList<>(thisJvm());
		line.addAll(this.arguments);
		line.addAll(roles);
		ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(environment);
		ServerProcess server = new ServerProcess(builder);
		server.awaitReady();
		return server;
	}

	private List<String> thisJvm() {
		List<String> line = new ArrayList<>();
		line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((argument) -> NOT_INHERITED.stream().noneMatch(argument::startsWith))
			.forEach(line::add);
		String classPath = System.getProperty("java.class.path");
		if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
			line.addAll(List.of("-jar", classPath));
		}
		else {
			line.addAll(List.of("-cp", classPath, this.mainClass.getName()));
		}
		return line;
	}

}
