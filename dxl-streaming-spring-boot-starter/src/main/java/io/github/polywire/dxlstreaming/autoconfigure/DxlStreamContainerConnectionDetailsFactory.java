package io.github.polywire.dxlstreaming.autoconfigure;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Connects to a container annotated with {@code @ServiceConnection(name = "databus")}, at
 * its first exposed port.
 */
class DxlStreamContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, DxlStreamConnectionDetails> {

	DxlStreamContainerConnectionDetailsFactory() {
		super("databus");
	}

	@Override
	protected DxlStreamConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new Details(source);
	}

	private static final class Details extends ContainerConnectionDetails<Container<?>>
			implements DxlStreamConnectionDetails {

		private Details(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public URI getBaseUrl() {
			String scheme = (getSslBundle() != null) ? "https" : "http";
			return URI.create(scheme + "://" + getContainer().getHost() + ":" + getContainer().getFirstMappedPort());
		}

		@Override
		public @Nullable String getUsername() {
			return environment().get(DxlStreamDockerComposeConnectionDetailsFactory.USERNAME);
		}

		@Override
		public @Nullable String getPassword() {
			return environment().get(DxlStreamDockerComposeConnectionDetailsFactory.PASSWORD);
		}

		private Map<String, String> environment() {
			return getContainer().getEnvMap();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
