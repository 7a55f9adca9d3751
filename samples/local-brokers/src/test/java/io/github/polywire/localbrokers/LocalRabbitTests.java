package io.github.polywire.localbrokers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LocalRabbit} with a broker of our own.
 */
class LocalRabbitTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static LocalCertificate certificate;

	private static LocalRabbit rabbit;

	@BeforeAll
	static void start(@TempDir Path folder) {
		certificate = LocalCertificate.createIn(folder);
		rabbit = LocalRabbit.builder()
			.tls(certificate.certificate(), certificate.privateKey(), certificate.certificate())
			.user("al\"ice", "s3cret/+", "other")
			.configuration("channel_max = 77")
			.start();
	}

	@AfterAll
	static void close() {
		rabbit.close();
	}

	@Test
	void tellsWhereItIs() {
		assertThat(rabbit.version()).matches("\\d+\\.\\d+\\.\\d+.*");
		assertThat(rabbit.isControllable()).isTrue();
		assertThat(rabbit.address()).isEqualTo(rabbit.host() + ":" + rabbit.port());
		RabbitConnectionDetails details = rabbit.connectionDetails();
		assertThat(details.getFirstAddress())
			.isEqualTo(new RabbitConnectionDetails.Address(rabbit.host(), rabbit.port()));
		assertThat(details.getUsername()).isEqualTo("guest");
		assertThat(details.getPassword()).isEqualTo("guest");
		assertThat(details.getVirtualHost()).isEqualTo("/");
	}

	@Test
	void keepsPortAndDurableStateWhenKilledAndRestarted() throws Exception {
		int port = rabbit.port();
		publishDurably("killed");
		rabbit.kill();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(rabbit));
		rabbit.restart();
		assertThat(rabbit.port()).isEqualTo(port);
		assertThatMessageIsIn("killed");
	}

	@Test
	void keepsDurableStateWhenRestartedInOrder() throws Exception {
		publishDurably("restarted");
		rabbit.restart();
		assertThatMessageIsIn("restarted");
	}

	@Test
	void startsAgainAfterStop() throws Exception {
		rabbit.stop();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(rabbit));
		assertThatIllegalStateException().isThrownBy(rabbit::suspend);
		rabbit.restart();
		connect(rabbit).close();
	}

	@Test
	void staysSilentWhileSuspended() throws Exception {
		ConnectionFactory factory = factory(rabbit);
		factory.setHandshakeTimeout(300);
		rabbit.suspend();
		assertThatExceptionOfType(Exception.class).isThrownBy(factory::newConnection);
		rabbit.resume();
		connect(rabbit).close();
	}

	@Test
	void canBeKilledWhileSuspended() throws Exception {
		rabbit.suspend();
		rabbit.kill();
		rabbit.restart();
		connect(rabbit).close();
	}

	@Test
	void runsBesideAnother() throws Exception {
		try (LocalRabbit other = LocalRabbit.builder().dedicated().start()) {
			assertThat(other.port()).isNotEqualTo(rabbit.port());
			try (Connection connection = connect(other); Channel channel = connection.createChannel()) {
				channel.queueDeclare("only-there", true, false, false, null);
			}
			assertThat(other.ctl("-q", "list_queues", "name")).contains("only-there");
			assertThat(rabbit.ctl("-q", "list_queues", "name")).doesNotContain("only-there");
		}
		connect(rabbit).close();
	}

	@Test
	void letsAnotherUserIntoAnotherVirtualHost() throws Exception {
		ConnectionFactory factory = factory(rabbit);
		factory.setUsername("al\"ice");
		factory.setPassword("s3cret/+");
		factory.setVirtualHost("other");
		factory.newConnection().close();
		factory.setPassword("wrong");
		assertThatExceptionOfType(AuthenticationFailureException.class).isThrownBy(factory::newConnection);
	}

	@Test
	void speaksTls() throws Exception {
		ConnectionFactory factory = factory(rabbit);
		factory.setPort(rabbit.tlsPort());
		factory.useSslProtocol(trusting(certificate.certificate()));
		factory.enableHostnameVerification();
		factory.newConnection().close();
	}

	@Test
	void takesFurtherConfiguration() throws Exception {
		try (Connection connection = connect(rabbit)) {
			assertThat(connection.getChannelMax()).isEqualTo(77);
		}
	}

	@Test
	void blocksConnectionsOnAlarm() throws Exception {
		try (Connection connection = connect(rabbit); Channel channel = connection.createChannel()) {
			BlockedFlag blocked = new BlockedFlag();
			connection.addBlockedListener(blocked);
			rabbit.ctl("set_vm_memory_high_watermark", "0");
			channel.basicPublish("", "nowhere", null, new byte[0]);
			Awaitility.await().atMost(TIMEOUT).until(blocked::isSet);
			rabbit.ctl("set_vm_memory_high_watermark", "0.4");
			Awaitility.await().atMost(TIMEOUT).until(() -> !blocked.isSet());
		}
	}

	@Test
	void tellsWhatControlToolSaid() {
		assertThatExceptionOfType(LocalBrokerException.class).isThrownBy(() -> rabbit.ctl("no_such_command"))
			.withMessageContaining("no_such_command");
	}

	@Test
	void showsLogWhenItDoesNotStart() {
		assertThatExceptionOfType(LocalBrokerException.class)
			.isThrownBy(() -> LocalRabbit.builder().configuration("no.such.key = 1").start())
			.withMessageContaining("has ended")
			.withMessageContaining("no.such.key");
	}

	@Test
	void usesExistingBrokerThatPropertiesPointAt() throws Exception {
		Machine machine = Machines
			.with(Map.of("polywire.rabbitmq.address", rabbit.address(), "polywire.rabbitmq.username", "al\"ice",
					"polywire.rabbitmq.password", "s3cret/+", "polywire.rabbitmq.virtual-host", "other"));
		try (LocalRabbit external = new LocalRabbit.Builder(machine).start()) {
			assertThat(external.isControllable()).isFalse();
			assertThat(external.version()).isEqualTo(rabbit.version());
			assertThat(external.virtualHost()).isEqualTo("other");
			connect(external).close();
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(external::kill)
				.withMessageContaining("isControllable");
		}
		connect(rabbit).close();
	}

	@Test
	void sharesOneBrokerThatNobodyCloses() throws Exception {
		LocalRabbit shared = LocalRabbit.shared();
		shared.close();
		assertThat(LocalRabbit.shared()).isSameAs(shared);
		connect(shared).close();
	}

	private void publishDurably(String queue) throws Exception {
		try (Connection connection = connect(rabbit); Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			channel.queueDeclare(queue, true, false, false, null);
			channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, "payload".getBytes());
			channel.waitForConfirmsOrDie(TIMEOUT.toMillis());
		}
	}

	private void assertThatMessageIsIn(String queue) throws Exception {
		try (Connection connection = connect(rabbit); Channel channel = connection.createChannel()) {
			assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo("payload");
		}
	}

	private static Connection connect(LocalRabbit rabbit) throws Exception {
		return factory(rabbit).newConnection();
	}

	private static ConnectionFactory factory(LocalRabbit rabbit) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setUri(rabbit.uri());
		factory.setAutomaticRecoveryEnabled(false);
		return factory;
	}

	static SSLContext trusting(Path certificate) throws Exception {
		KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
		trusted.load(null, null);
		try (InputStream in = Files.newInputStream(certificate)) {
			trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

}
