package io.github.polywire.localbrokers;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DockerProbe}.
 */
class DockerProbeTests {

	@TempDir
	private Path folder;

	@Test
	void findsNothingWhenThereIsNoSocket() {
		assertThat(probe("unix://" + this.folder.resolve("docker.sock")).find()).isEmpty();
	}

	@Test
	void findsNothingWhenNobodyListensAnyMore() throws Exception {
		Path socket = this.folder.resolve("docker.sock");
		listen(socket).close();
		assertThat(socket).exists();
		assertThat(probe("unix://" + socket).find()).isEmpty();
	}

	@Test
	void findsNothingInFileThatIsNoSocket() throws Exception {
		Path file = Files.createFile(this.folder.resolve("docker.sock"));
		assertThat(probe("unix://" + file).find()).isEmpty();
	}

	@Test
	void findsDaemonOnUnixSocket() throws Exception {
		Path socket = this.folder.resolve("docker.sock");
		try (ServerSocketChannel daemon = listen(socket)) {
			assertThat(daemon.isOpen()).isTrue();
			assertThat(probe("unix://" + socket).find()).contains("unix://" + socket);
		}
	}

	@Test
	void findsDaemonOnTcp() throws Exception {
		String address;
		try (ServerSocket daemon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			address = "tcp://127.0.0.1:" + daemon.getLocalPort();
			assertThat(probe(address).find()).contains(address);
		}
		assertThat(probe(address).find()).isEmpty();
	}

	@Test
	void findsNothingWhenDockerHostCannotBeRead() {
		assertThat(probe("not a host").find()).isEmpty();
		assertThat(probe("ssh://elsewhere").find()).isEmpty();
		assertThat(probe("tcp://").find()).isEmpty();
	}

	@Test
	void looksForUsualSocketsWithoutDockerHost() throws Exception {
		Path socket = this.folder.resolve("docker.sock");
		try (ServerSocketChannel daemon = listen(socket)) {
			assertThat(daemon.isOpen()).isTrue();
			assertThat(DockerProbe.of(Map.of("XDG_RUNTIME_DIR", this.folder.toString())).find()).isPresent();
		}
	}

	private static DockerProbe probe(String dockerHost) {
		return DockerProbe.of(Map.of("DOCKER_HOST", dockerHost));
	}

	private static ServerSocketChannel listen(Path socket) throws Exception {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		return channel.bind(UnixDomainSocketAddress.of(socket));
	}

}
