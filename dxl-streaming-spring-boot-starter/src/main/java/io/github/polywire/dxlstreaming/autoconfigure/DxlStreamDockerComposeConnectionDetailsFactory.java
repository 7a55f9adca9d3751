package io.github.polywire.dxlstreaming.autoconfigure;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Connects to a Docker Compose service whose image, or whose label
 * {@code org.springframework.boot.service-connection}, is named {@code databus}, at its
 * first port.
 */
class DxlStreamDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<DxlStreamConnectionDetails> {

	static final String USERNAME = "DATABUS_USER_NAME";

	static final String PASSWORD = "DATABUS_USER_PASSWORD";

	DxlStreamDockerComposeConnectionDetailsFactory() {
		super("databus");
	}

	@Override
	protected DxlStreamConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new Details(source.getRunningService());
	}

	private static final class Details extends DockerComposeConnectionDetails implements DxlStreamConnectionDetails {

		private final URI baseUrl;

		private final Map<String, @Nullable String> environment;

		private final @Nullable SslBundle sslBundle;

		private Details(RunningService service) {
			super(service);
			this.sslBundle = getSslBundle(service);
			String scheme = (this.sslBundle != null) ? "https" : "http";
			this.baseUrl = URI.create(scheme + "://" + service.host() + ":" + service.ports().getAll().get(0));
			this.environment = service.env();
		}

		@Override
		public URI getBaseUrl() {
			return this.baseUrl;
		}

		@Override
		public @Nullable String getUsername() {
			return this.environment.get(USERNAME);
		}

		@Override
		public @Nullable String getPassword() {
			return this.environment.get(PASSWORD);
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
