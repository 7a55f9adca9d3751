package io.github.polywire.localbrokers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether a Docker daemon listens, by connecting to where it would: much faster
 * and quieter than asking Testcontainers or the {@code docker} command. A daemon that is
 * only reachable in another way (a Windows named pipe, SSH) is not seen.
 */
final class DockerProbe {

	private static final int CONNECT_TIMEOUT_MILLIS = 1000;

	private final List<String> candidates;

	DockerProbe(List<String> candidates) {
		this.candidates = List.copyOf(candidates);
	}

	/**
	 * A probe of {@code DOCKER_HOST} when that is set, otherwise of the usual sockets.
	 * @param environment the environment variables
	 * @return the probe
	 */
	static DockerProbe of(Map<String, String> environment) {
		String dockerHost = environment.get("DOCKER_HOST");
		if (dockerHost != null && !dockerHost.isBlank()) {
			return new DockerProbe(List.of(dockerHost.strip()));
		}
		String home = System.getProperty("user.home");
		String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", home);
		return new DockerProbe(List
			.of(Path.of("/var/run/docker.sock"), Path.of(runtime, "docker.sock"),
					Path.of(home, ".docker/run/docker.sock"), Path.of(home, ".docker/desktop/docker.sock"))
			.stream()
			.map((path) -> path.toUri().toString())
			.toList());
	}

	/**
	 * Returns the address of the first daemon that accepts a connection.
	 * @return the address of a daemon, or empty
	 */
	Optional<String> find() {
		return this.candidates.stream().filter(DockerProbe::accepts).findFirst();
	}

	private static boolean accepts(String candidate) {
		try {
			URI uri = URI.create(candidate);
			return switch (String.valueOf(uri.getScheme())) {
				case "unix", "file" -> acceptsUnix(Path.of(uri.getPath()));
				case "tcp", "http", "https" -> acceptsTcp(new InetSocketAddress(uri.getHost(), uri.getPort()));
				default -> false;
			};
		}
		catch (IOException | IllegalArgumentException | UnsupportedOperationException ex) {
			return false;
		}
	}

	private static boolean acceptsUnix(Path socket) throws IOException {
		if (!Files.exists(socket)) {
			return false;
		}
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			return channel.isConnected();
		}
	}

	private static boolean acceptsTcp(SocketAddress address) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(address, CONNECT_TIMEOUT_MILLIS);
			return true;
		}
	}

}
