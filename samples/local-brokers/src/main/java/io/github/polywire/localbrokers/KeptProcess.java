package io.github.polywire.localbrokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A broker run from its installed binary, as a child of a small shell script that kills
 * it and removes its folder when this JVM closes it or ends in any way, kill -9 included.
 */
final class KeptProcess implements BrokerProcess {

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

	private static final int LOG_LINES = 60;

	private final BrokerCommand command;

	private final Process keeper;

	private final BufferedReader answers;

	private @Nullable ProcessHandle broker;

	private boolean suspended;

	KeptProcess(BrokerCommand command) {
		this.command = command;
		this.keeper = startKeeper(command);
		this.answers = this.keeper.inputReader();
	}

	private static Process startKeeper(BrokerCommand command) {
		Path script = command.folder().resolve("keeper.sh");
		List<String> line = new ArrayList<>();
		line.addAll(List.of("setsid", "sh", script.toString(), "keep", command.folder().toString(), command.epmd()));
		line.addAll(command.line());
		try (InputStream source = KeptProcess.class.getResourceAsStream("keeper.sh")) {
			Assert.state(source != null, "keeper.sh is missing from the class path");
			Files.copy(source, script);
			ProcessBuilder builder = new ProcessBuilder(line);
			command.applyEnvironment(builder.environment());
			builder.directory(command.folder().toFile());
			builder.redirectError(command.folder().resolve("keeper.err").toFile());
			return builder.start();
		}
		catch (IOException ex) {
			throw new LocalBrokerException("Cannot run " + line, ex);
		}
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public boolean isControllable() {
		return true;
	}

	@Override
	public boolean isRunning() {
		return this.broker != null && this.broker.isAlive();
	}

	@Override
	public void start() {
		Assert.state(!isRunning(), "The broker is running");
		try {
			Writer orders = this.keeper.outputWriter();
			orders.write("start\n");
			orders.flush();
			String pid = this.answers.readLine();
			if (pid == null) {
				throw new LocalBrokerException("The shell that keeps the broker has ended" + logTail());
			}
			this.broker = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
		}
		catch (IOException ex) {
			throw new LocalBrokerException("Cannot start " + this.command.line() + logTail(), ex);
		}
	}

	@Override
	public void stop() {
		resume();
		ProcessHandle running = this.broker;
		if (running != null) {
			running.destroy();
			if (!Poll.until(STOP_TIMEOUT, () -> !running.isAlive())) {
				kill();
			}
		}
	}

	@Override
	public void kill() {
		this.suspended = false;
		ProcessHandle running = this.broker;
		if (running != null) {
			running.destroyForcibly();
			if (!Poll.until(KILL_TIMEOUT, () -> !running.isAlive())) {
				throw new LocalBrokerException("Process " + running.pid() + " survived SIGKILL");
			}
		}
	}

	@Override
	public void suspend() {
		signal("STOP");
		this.suspended = true;
	}

	@Override
	public void resume() {
		if (this.suspended) {
			signal("CONT");
			this.suspended = false;
		}
	}

	private void signal(String name) {
		ProcessHandle running = this.broker;
		if (running == null || !running.isAlive()) {
			throw new IllegalStateException("The broker is not running");
		}
		run(List.of("sh", "-c", "kill -" + name + " " + running.pid()));
	}

	@Override
	public String ctl(String... arguments) {
		Path tool = this.command.controlTool();
		if (tool == null) {
			throw new UnsupportedOperationException(this.command.line().get(0) + " has no control tool");
		}
		List<String> line = new ArrayList<>();
		line.add(tool.toString());
		line.addAll(List.of(arguments));
		return run(line);
	}

	private String run(List<String> line) {
		Path complaints = this.command.folder().resolve("tool.err");
		ProcessBuilder builder = new ProcessBuilder(line).redirectError(complaints.toFile());
		this.command.applyEnvironment(builder.environment());
		try {
			Process process = builder.start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			if (status != 0) {
				throw new LocalBrokerException(line + " failed with status " + status + ": " + output.strip()
						+ Files.readString(complaints, StandardCharsets.ISO_8859_1).strip());
			}
			return output;
		}
		catch (IOException ex) {
			throw new LocalBrokerException("Cannot run " + line, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LocalBrokerException("Interrupted while running " + line, ex);
		}
	}

	@Override
	public String logTail() {
		StringBuilder tail = new StringBuilder();
		for (Path log : this.command.logs()) {
			try {
				List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1)
						: List.of();
				if (!lines.isEmpty()) {
					tail.append("\nThe end of ").append(log.getFileName()).append(":\n");
					lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size())
						.forEach((text) -> tail.append("  ").append(text).append('\n'));
				}
			}
			catch (IOException ex) {
				tail.append("\n").append(log).append(" cannot be read: ").append(ex.getMessage());
			}
		}
		return tail.toString();
	}

	@Override
	public void close() {
		try {
			// The keeper does not wait for the broker's end, which frees the port.
			kill();
			this.keeper.getOutputStream().close();
			if (!this.keeper.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new LocalBrokerException("Processes in " + this.command.folder() + " did not end");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
