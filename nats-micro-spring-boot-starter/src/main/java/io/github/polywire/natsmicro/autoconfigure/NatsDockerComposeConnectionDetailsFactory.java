package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Connects to a Docker Compose service whose image is named {@code nats}, with the user
 * that its environment names as Bitnami's image does.
 */
class NatsDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<NatsConnectionDetails> {

	private static final String[] IMAGES = { "nats", "bitnami/nats" };

	NatsDockerComposeConnectionDetailsFactory() {
		super(IMAGES);
	}

	@Override
	protected NatsConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new Details(source.getRunningService());
	}

	private static final class Details extends DockerComposeConnectionDetails implements NatsConnectionDetails {

		private final List<String> servers;

		private final Map<String, @Nullable String> environment;

		private final @Nullable SslBundle sslBundle;

		private Details(RunningService service) {
			super(service);
			this.servers = List
				.of("nats://" + service.host() + ":" + service.ports().get(NatsContainerConnectionDetailsFactory.PORT));
			this.environment = service.env();
			this.sslBundle = getSslBundle(service);
		}

		@Override
		public List<String> getServers() {
			return this.servers;
		}

		@Override
		public @Nullable String getUsername() {
			return this.environment.get("NATS_USERNAME");
		}

		@Override
		public @Nullable String getPassword() {
			return this.environment.get("NATS_PASSWORD");
		}

		@Override
		public @Nullable String getToken() {
			return this.environment.get("NATS_TOKEN");
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
