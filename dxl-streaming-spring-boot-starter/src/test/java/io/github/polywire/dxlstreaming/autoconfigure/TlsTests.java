package io.github.polywire.dxlstreaming.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS with a certificate that names {@code localhost} and that nobody trusts.
 */
class TlsTests {

	@TempDir
	private static Path folder;

	private static HttpsServer server;

	@BeforeAll
	static void start() throws Exception {
		Path store = folder.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "s", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
				"-storetype", "PKCS12", "-storepass", "changeit", "-keystore", store.toString())
			.redirectErrorStream(true)
			.start();
		assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, "changeit".toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", (exchange) -> {
			try (exchange; InputStream in = exchange.getRequestBody()) {
				in.readAllBytes();
				byte[] body = "{\"AuthorizationToken\": \"T\"}".getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
			}
		});
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop(0);
	}

	private static AnnotationConfigApplicationContext context(String host, String... properties) throws IOException {
		return Contexts.start("https://" + host + ":" + server.getAddress().getPort(), properties);
	}

	private static String[] bundle() {
		return new String[] { "dxl.streaming.ssl.bundle=b",
				"spring.ssl.bundle.jks.b.truststore.location=file:" + folder.resolve("store.p12"),
				"spring.ssl.bundle.jks.b.truststore.password=changeit" };
	}

	@Test
	void trustsTheBundle() throws IOException {
		try (AnnotationConfigApplicationContext context = context("localhost", bundle())) {
			assertThat(context.getBean(ChannelAuth.class).token()).isEqualTo("T");
		}
	}

	@Test
	void doesNotTrustWithoutTheBundle() throws IOException {
		try (AnnotationConfigApplicationContext context = context("localhost")) {
			assertThatExceptionOfType(TemporaryException.class)
				.isThrownBy(() -> context.getBean(ChannelAuth.class).token())
				.withMessageContaining("certification path");
		}
	}

	@Test
	void verifiesTheHostName() throws IOException {
		try (AnnotationConfigApplicationContext context = context("127.0.0.1", bundle())) {
			assertThatExceptionOfType(TemporaryException.class)
				.isThrownBy(() -> context.getBean(ChannelAuth.class).token())
				.withMessageContaining("127.0.0.1");
		}
	}

	@Test
	void verifiesNothingWhenToldSo() throws IOException {
		try (AnnotationConfigApplicationContext context = context("127.0.0.1", "dxl.streaming.ssl.verify=false")) {
			assertThat(context.getBean(ChannelAuth.class).token()).isEqualTo("T");
		}
	}

}
