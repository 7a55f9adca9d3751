package io.github.polywire.localbrokers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/**
 * A broker in a Docker container, which Testcontainers removes when this JVM ends without
 * doing so.
 */
final class ContainerProcess implements BrokerProcess {

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

	private static final int LOG_LINES = 60;

	private final GenericContainer<?> container;

	private final String controlTool;

	private boolean suspended;

	/**
	 * Takes over a container that has not been started.
	 * @param container publishes its ports under fixed numbers, so that they stay the
	 * same over restarts
	 * @param controlTool the control tool in the image, or an empty string
	 */
	ContainerProcess(GenericContainer<?> container, String controlTool) {
		this.container = container;
		this.controlTool = controlTool;
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public boolean isControllable() {
		return true;
	}

	@Override
	public boolean isRunning() {
		return this.container.isRunning();
	}

	@Override
	public void start() {
		if (this.container.getContainerId() == null) {
			this.container.start();
		}
		else {
			docker().startContainerCmd(this.container.getContainerId()).exec();
		}
	}

	@Override
	public void stop() {
		resume();
		docker().stopContainerCmd(this.container.getContainerId()).exec();
	}

	@Override
	public void kill() {
		resume();
		docker().killContainerCmd(this.container.getContainerId()).exec();
		if (!Poll.until(KILL_TIMEOUT, () -> !isRunning())) {
			throw new LocalBrokerException("Container " + this.container.getContainerId() + " survived SIGKILL");
		}
	}

	@Override
	public void suspend() {
		docker().pauseContainerCmd(this.container.getContainerId()).exec();
		this.suspended = true;
	}

	@Override
	public void resume() {
		if (this.suspended) {
			docker().unpauseContainerCmd(this.container.getContainerId()).exec();
			this.suspended = false;
		}
	}

	@Override
	public String ctl(String... arguments) {
		if (this.controlTool.isEmpty()) {
			throw new UnsupportedOperationException(this.container.getDockerImageName() + " has no control tool");
		}
		List<String> line = new ArrayList<>();
		line.add(this.controlTool);
		line.addAll(List.of(arguments));
		try {
			ExecResult result = this.container.execInContainer(line.toArray(String[]::new));
			if (result.getExitCode() != 0) {
				throw new LocalBrokerException(line + " failed with status " + result.getExitCode() + ": "
						+ result.getStdout() + result.getStderr());
			}
			return result.getStdout();
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
		List<String> lines = this.container.getLogs().lines().toList();
		return "\nThe end of the container's log:\n"
				+ String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
	}

	@Override
	public void close() {
		this.container.stop();
	}

	private DockerClient docker() {
		return this.container.getDockerClient();
	}

}
