package io.github.polywire.localbrokers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RabbitContainers} and {@link NatsContainers} that need no Docker.
 */
class ContainersTests {

	@TempDir
	private Path folder;

	@Test
	void publishesRabbitMqOnPortsThatStay() {
		LocalCertificate certificate = LocalCertificate.createIn(this.folder);
		RabbitConfiguration configuration = new RabbitConfiguration(20_001, 20_002,
				new TlsFiles(certificate.certificate(), certificate.privateKey(), certificate.certificate()), List.of(),
				List.of());
		try (GenericContainer<?> container = RabbitContainers.container(Machines.with(Map.of()), configuration)) {
			assertThat(container.getPortBindings()).containsExactlyInAnyOrder("20001:20001/tcp", "20002:20002/tcp");
			assertThat(container.getExposedPorts()).contains(20_001, 20_002);
			assertThat(container.getImage().toString()).contains(RabbitContainers.DEFAULT_IMAGE);
		}
	}

	@Test
	void publishesNatsOnPortThatStays() {
		NatsConfiguration configuration = new NatsConfiguration(20_001, null, false, List.of(), List.of());
		Machine machine = Machines.with(Map.of("polywire.nats.image", "nats:2"));
		try (GenericContainer<?> container = NatsContainers.container(machine, configuration)) {
			assertThat(container.getPortBindings()).containsExactly("20001:20001/tcp");
			assertThat(container.getImage().toString()).contains("nats:2");
			assertThat(container.getCommandParts()).contains("-c");
		}
	}

}
