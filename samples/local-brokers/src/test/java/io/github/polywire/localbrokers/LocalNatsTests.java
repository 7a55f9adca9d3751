package io.github.polywire.localbrokers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalNats} with a server of our own.
 */
class LocalNatsTests {

	@Test
	void tellsWhereItIs() throws Exception {
		try (LocalNats nats = LocalNats.builder().dedicated().start()) {
			assertThat(nats.version()).matches("\\d+\\.\\d+\\.\\d+.*");
			assertThat(nats.url()).isEqualTo("nats://" + nats.host() + ":" + nats.port());
			assertThat(nats.username()).isNull();
			assertThat(ping(nats, "{}")).isEqualTo("PONG");
		}
	}

	@Test
	void keepsPortWhenKilledAndRestarted() throws Exception {
		try (LocalNats nats = LocalNats.builder().dedicated().start()) {
			int port = nats.port();
			nats.kill();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> ping(nats, "{}"));
			nats.restart();
			assertThat(nats.port()).isEqualTo(port);
			assertThat(ping(nats, "{}")).isEqualTo("PONG");
			nats.stop();
			nats.restart();
			nats.restart();
			assertThat(ping(nats, "{}")).isEqualTo("PONG");
		}
	}

	@Test
	void keepsStreamsWhenKilledAndRestarted() throws Exception {
		try (LocalNats nats = LocalNats.builder().jetStream().start()) {
			String created = request(nats, "$JS.API.STREAM.CREATE.kept", "{\"name\":\"kept\",\"subjects\":[\"kept\"]}");
			assertThat(created).doesNotContain("error");
			nats.kill();
			nats.restart();
			assertThat(request(nats, "$JS.API.STREAM.INFO.kept", "")).doesNotContain("error").contains("\"kept\"");
		}
	}

	@Test
	void staysSilentWhileSuspended() throws Exception {
		try (LocalNats nats = LocalNats.builder().dedicated().start()) {
			nats.suspend();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> ping(nats, "{}"));
			nats.resume();
			assertThat(ping(nats, "{}")).isEqualTo("PONG");
		}
	}

	@Test
	void asksForPassword() throws Exception {
		try (LocalNats nats = LocalNats.builder().user("al\"ice", "s3cret/+").start()) {
			assertThat(nats.url()).isEqualTo("nats://al%22ice:s3cret%2F%2B@" + nats.address());
			assertThat(ping(nats, "{\"user\":\"al\\\"ice\",\"pass\":\"s3cret/+\"}")).isEqualTo("PONG");
			assertThat(ping(nats, "{}")).startsWith("-ERR");
		}
	}

	@Test
	void speaksTls(@TempDir Path folder) throws Exception {
		LocalCertificate certificate = LocalCertificate.createIn(folder);
		try (LocalNats nats = LocalNats.builder()
			.tls(certificate.certificate(), certificate.privateKey(), certificate.certificate())
			.start(); Socket plain = new Socket(nats.host(), nats.port())) {
			assertThat(nats.url()).startsWith("tls://");
			assertThat(reader(plain).readLine()).contains("\"tls_required\":true");
			try (SSLSocket socket = (SSLSocket) LocalRabbitTests.trusting(certificate.certificate())
				.getSocketFactory()
				.createSocket(plain, "localhost", nats.port(), true)) {
				assertThat(ping(socket, "{}")).isEqualTo("PONG");
			}
		}
	}

	@Test
	void showsLogWhenItDoesNotStart() {
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> LocalNats.builder().configuration("max_payload: nonsense").start())
			.withMessageContaining("has ended")
			.withMessageContaining("nats.conf:3:1");
	}

	@Test
	void hasNoControlTool() {
		try (LocalNats nats = LocalNats.builder().dedicated().start()) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> nats.process().ctl("help"));
		}
	}

	@Test
	void usesExistingServerThatPropertyPointsAt() throws Exception {
		try (LocalNats nats = LocalNats.builder().user("alice", "s3cret").start()) {
			try (LocalNats external = new LocalNats.Builder(Machines.with(Map.of("polywire.nats.url", nats.url())))
				.start()) {
				assertThat(external.isControllable()).isFalse();
				assertThat(external.username()).isEqualTo("alice");
				assertThat(external.url()).isEqualTo(nats.url());
			}
			assertThat(nats.version()).isNotEmpty();
		}
	}

	@Test
	void sharesOneServerThatNobodyCloses() throws Exception {
		LocalNats shared = LocalNats.shared();
		shared.close();
		assertThat(LocalNats.shared()).isSameAs(shared);
		assertThat(ping(shared, "{}")).isEqualTo("PONG");
	}

	private static String ping(LocalNats nats, String connect) throws IOException {
		try (Socket socket = new Socket(nats.host(), nats.port())) {
			socket.setSoTimeout(1000);
			reader(socket).readLine();
			return ping(socket, connect);
		}
	}

	private static String ping(Socket socket, String connect) throws IOException {
		write(socket, "CONNECT " + withoutVerbose(connect) + "\r\nPING\r\n");
		return reader(socket).readLine();
	}

	private static String request(LocalNats nats, String subject, String body) throws IOException {
		try (Socket socket = new Socket(nats.host(), nats.port())) {
			BufferedReader reader = reader(socket);
			reader.readLine();
			write(socket, "CONNECT " + withoutVerbose("{}") + "\r\nSUB reply 1\r\nPUB " + subject + " reply "
					+ body.length() + "\r\n" + body + "\r\n");
			reader.readLine();
			return reader.readLine();
		}
	}

	private static String withoutVerbose(String connect) {
		return "{\"verbose\":false" + (connect.equals("{}") ? "" : ",") + connect.substring(1);
	}

	private static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
		socket.getOutputStream().flush();
	}

}
