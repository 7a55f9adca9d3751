package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.mockito.Answers;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactory;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where else the address of the server may come from.
 */
class ServiceConnectionTests {

	@Test
	void factoriesAreRegistered() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ConnectionDetailsFactory.class))
			.hasAtLeastOneElementOfType(NatsContainerConnectionDetailsFactory.class)
			.hasAtLeastOneElementOfType(NatsDockerComposeConnectionDetailsFactory.class);
	}

	@Test
	void composeServiceTellsAddressAndUser() {
		RunningService service = Mockito.mock(Answers.RETURNS_DEEP_STUBS);
		ConnectionPorts ports = Mockito.mock();
		BDDMockito.given(ports.get(4222)).willReturn(14222);
		BDDMockito.given(service.host()).willReturn("docker.example");
		BDDMockito.given(service.ports()).willReturn(ports);
		BDDMockito.given(service.labels()).willReturn(Map.of());
		BDDMockito.given(service.env())
			.willReturn(Map.of("NATS_USERNAME", "me", "NATS_PASSWORD", "geheim", "NATS_TOKEN", "token"));
		DockerComposeConnectionSource source = Mockito.mock();
		BDDMockito.given(source.getRunningService()).willReturn(service);
		NatsConnectionDetails details = new NatsDockerComposeConnectionDetailsFactory()
			.getDockerComposeConnectionDetails(source);
		assertThat(details.getServers()).isEqualTo(List.of("nats://docker.example:14222"));
		assertThat(details.getUsername()).isEqualTo("me");
		assertThat(details.getPassword()).isEqualTo("geheim");
		assertThat(details.getToken()).isEqualTo("token");
		assertThat(details.getSslBundle()).isNull();
	}

}
