package io.github.polywire.localbrokers;

import java.util.ArrayList;
import java.util.List;

import org.testcontainers.images.builder.Transferable;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs RabbitMQ in Docker, with the configuration that the installed one gets. A class of
 * its own, so that nothing of Testcontainers is loaded where no Docker is.
 */
final class RabbitContainers {

	static final String IMAGE_PROPERTY = "polywire.rabbitmq.image";

	static final String DEFAULT_IMAGE = "rabbitmq:3.13-alpine";

	private RabbitContainers() {
	}

	static BrokerProcess create(Machine machine, RabbitConfiguration configuration) {
		return new ContainerProcess(container(machine, configuration), "rabbitmqctl");
	}

	static RabbitMQContainer container(Machine machine, RabbitConfiguration configuration) {
		DockerImageName image = DockerImageName.parse(machine.value(IMAGE_PROPERTY).orElse(DEFAULT_IMAGE))
			.asCompatibleSubstituteFor("rabbitmq");
		RabbitMQContainer container = new RabbitMQContainer(image);
		TlsFiles tls = ContainerFiles.copy(configuration.tls(), container);
		String definitions = ContainerFiles.FOLDER + "definitions.json";
		container.withCopyToContainer(Transferable.of(configuration.definitions()), definitions);
		container.withCopyToContainer(Transferable.of(configuration.conf("0.0.0.0", definitions, tls)),
				"/etc/rabbitmq/conf.d/90-polywire.conf");
		List<Integer> ports = new ArrayList<>(List.of(configuration.port()));
		if (tls != null) {
			ports.add(configuration.tlsPort());
		}
		ports.forEach(container::addExposedPort);
		container.setPortBindings(ports.stream().map((port) -> port + ":" + port).toList());
		return container;
	}

}
