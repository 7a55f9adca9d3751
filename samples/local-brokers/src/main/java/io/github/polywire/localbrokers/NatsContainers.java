package io.github.polywire.localbrokers;

import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs NATS in Docker, with the configuration that the installed one gets. A class of its
 * own, so that nothing of Testcontainers is loaded where no Docker is.
 */
final class NatsContainers {

	static final String IMAGE_PROPERTY = "polywire.nats.image";

	static final String DEFAULT_IMAGE = "nats:2.10-alpine";

	private static final String FILE = ContainerFiles.FOLDER + "nats.conf";

	private NatsContainers() {
	}

	static BrokerProcess create(Machine machine, NatsConfiguration configuration) {
		return new ContainerProcess(container(machine, configuration), "");
	}

	static GenericContainer<?> container(Machine machine, NatsConfiguration configuration) {
		GenericContainer<?> container = new GenericContainer<>(
				DockerImageName.parse(machine.value(IMAGE_PROPERTY).orElse(DEFAULT_IMAGE)));
		TlsFiles tls = ContainerFiles.copy(configuration.tls(), container);
		container.withCopyToContainer(Transferable.of(configuration.conf("0.0.0.0", "/data", tls)), FILE);
		container.withCommand("nats-server", "-c", FILE);
		container.addExposedPort(configuration.port());
		container.setPortBindings(List.of(configuration.port() + ":" + configuration.port()));
		container.waitingFor(Wait.forLogMessage(".*Server is ready.*", 1));
		return container;
	}

}
