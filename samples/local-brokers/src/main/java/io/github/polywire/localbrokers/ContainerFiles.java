package io.github.polywire.localbrokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * Puts files into a container before it starts.
 */
final class ContainerFiles {

	static final String FOLDER = "/etc/polywire/";

	private ContainerFiles() {
	}

	/**
	 * Copies the TLS files.
	 * @param tls the files on this machine, if any
	 * @param container the container, not started yet
	 * @return the files as the container sees them
	 */
	static @Nullable TlsFiles copy(@Nullable TlsFiles tls, GenericContainer<?> container) {
		if (tls == null) {
			return null;
		}
		return new TlsFiles(copy(tls.certificate(), "server.pem", container),
				copy(tls.privateKey(), "server.key", container), copy(tls.authority(), "authority.pem", container));
	}

	private static Path copy(Path file, String name, GenericContainer<?> container) {
		try {
			container.withCopyToContainer(Transferable.of(Files.readAllBytes(file)), FOLDER + name);
			return Path.of(FOLDER, name);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
