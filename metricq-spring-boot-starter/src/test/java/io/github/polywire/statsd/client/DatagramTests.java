package io.github.polywire.statsd.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.polywire.statsd.ConnectorState;
import io.github.polywire.statsd.OverflowPolicy;
import io.github.polywire.statsd.connection.LineTransport;
import io.github.polywire.statsd.connection.UdpTransport;
import io.github.polywire.statsd.connection.UnixDatagramTransport;
import io.github.polywire.statsd.delivery.Connectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DatagramTests {

	private static final int PACKET_BYTES = 100;

	private final List<String> packets = new ArrayList<>();

	private QueuedStatsdConnector connector;

	@AfterEach
	void stop() {
		if (this.connector != null) {
			this.connector.destroy();
		}
	}

	@Test
	void packsWholeLinesIntoUdpDatagrams() throws Exception {
		try (DatagramChannel server = udpServer(0)) {
			start(new UdpTransport("localhost", port(server), 0, PACKET_BYTES));
			recordBefore();
			receive(server, 101);
			assertPacked();
		}
	}

	@Test
	void packsWholeLinesIntoUnixDatagrams(@TempDir Path folder) throws Exception {
		Path socket = folder.resolve("statsd.sock");
		try (DatagramChannel server = unixServer(socket)) {
			start(new UnixDatagramTransport(socket.toString(), 0, PACKET_BYTES));
			recordBefore();
			receive(server, 101);
			assertPacked();
		}
	}

	private void recordBefore() {
		this.connector.stop();
		for (int i = 1; i <= 99; i++) {
			this.connector.increment("counter", i);
		}
		this.connector.gauge("gauge", -7);
		this.connector.start();
	}

	private void assertPacked() {
		assertThat(this.packets).allSatisfy((packet) -> {
			assertThat(packet.length()).isLessThanOrEqualTo(PACKET_BYTES);
			assertThat(packet).doesNotEndWith("\n");
		});
		assertThat(this.packets).hasSizeLessThan(20);
		assertThat(this.packets.get(this.packets.size() - 1)).endsWith("gauge:0|g\ngauge:-7|g");
		assertThat(this.packets.stream().flatMap(String::lines).limit(99))
			.isEqualTo(IntStream.rangeClosed(1, 99).mapToObj((i) -> "counter:" + i + "|c").toList());
	}

	@Test
	void givesALongLineADatagramOfItsOwn() throws Exception {
		try (DatagramChannel server = udpServer(0)) {
			start(new UdpTransport("localhost", port(server), 0, PACKET_BYTES));
			this.connector.increment("l".repeat(1000));
			receive(server, 1);
			assertThat(this.packets).containsExactly("l".repeat(1000) + ":1|c");
		}
	}

	@Test
	void keepsLinesForAUdpServerOnThisMachineThatIsDown() throws Exception {
		int port;
		try (DatagramChannel server = udpServer(0)) {
			port = port(server);
		}
		start(new UdpTransport("127.0.0.1", port, 0, PACKET_BYTES));
		for (int i = 1; i <= 1000; i++) {
			this.connector.increment("counter", i);
		}
		await().until(() -> this.connector.counts().atRisk() > 0);
		try (DatagramChannel server = udpServer(port)) {
			await().until(() -> this.connector.counts().queued() == 0);
			long atRisk = this.connector.counts().atRisk();
			receive(server, (int) (1000 - atRisk));
			assertThat(this.packets).isNotEmpty();
			assertThat(atRisk).isLessThan(500);
		}
	}

	@Test
	void waitsForAUnixServerAndLosesNothing(@TempDir Path folder) throws Exception {
		Path socket = folder.resolve("statsd.sock");
		start(new UnixDatagramTransport(socket.toString(), 0, PACKET_BYTES));
		this.connector.increment("counter", 1);
		await().until(() -> this.connector.failure() != null);
		assertThat(this.connector.state()).isEqualTo(ConnectorState.CONNECTING);
		try (DatagramChannel server = unixServer(socket)) {
			receive(server, 1);
		}
		Files.deleteIfExists(socket);
		// Full sockets do not block and do not lose.
		this.packets.clear();
		try (DatagramChannel server = unixServer(socket)) {
			for (int i = 1; i <= 2000; i++) {
				this.connector.increment("counter", i);
			}
			receive(server, 2000);
		}
		assertThat(this.packets.stream().flatMap(String::lines))
			.isEqualTo(IntStream.rangeClosed(1, 2000).mapToObj((i) -> "counter:" + i + "|c").toList());
		// The first was sent shortly before its server went.
		assertThat(this.connector.counts().atRisk()).isLessThanOrEqualTo(1);
	}

	private void start(LineTransport transport) {
		this.connector = Connectors.create(transport, 10_000, OverflowPolicy.DROP_OLDEST, Duration.ofSeconds(1), null);
		this.connector.start();
	}

	private static DatagramChannel udpServer(int port) throws Exception {
		DatagramChannel server = DatagramChannel.open();
		server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		server.configureBlocking(false);
		return server;
	}

	private static DatagramChannel unixServer(Path path) throws Exception {
		DatagramChannel server = AFUNIXDatagramChannel.open();
		server.bind(AFUNIXSocketAddress.of(path));
		server.configureBlocking(false);
		return server;
	}

	private static int port(DatagramChannel server) throws Exception {
		return ((InetSocketAddress) server.getLocalAddress()).getPort();
	}

	private void receive(DatagramChannel server, int lines) {
		ByteBuffer buffer = ByteBuffer.allocate(10_000);
		await().pollInterval(Duration.ofMillis(1)).until(() -> {
			buffer.clear();
			server.receive(buffer);
			// The sender of a Unix datagram has no address that would tell of it.
			while (buffer.position() > 0) {
				this.packets.add(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
				buffer.clear();
				server.receive(buffer);
			}
			return this.packets.stream().flatMap(String::lines).count() >= lines;
		});
	}

}
