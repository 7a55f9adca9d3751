package io.github.polywire.natsmicro.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.polywire.localbrokers.LocalCertificate;
import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.micrometer.core.instrument.MeterRegistry;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the auto-configuration of the connection makes of properties and beans.
 */
class NatsAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final LocalNats nats = LocalNats.shared();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, NatsAutoConfiguration.class,
				NatsHealthAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				NatsMetricsAutoConfiguration.class))
		.withPropertyValues("nats.servers=" + this.nats.url(), "nats.reconnect.wait=100ms");

	@Test
	void connects() {
		this.runner.withPropertyValues("spring.application.name=tester").run((context) -> {
			Connection connection = context.getBean(Connection.class);
			assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
			assertThat(connection.getOptions().getConnectionName()).isEqualTo("tester");
			assertThat(context.getBean(NatsConnectionManager.class).getPhase()).isEqualTo(Integer.MIN_VALUE);
		});
	}

	@Test
	void appliesProperties() {
		this.runner
			.withPropertyValues("nats.connection-name=named", "nats.connection-timeout=3s", "nats.ping-interval=9s",
					"nats.reconnect.max-attempts=7", "nats.reconnect.wait=4s", "nats.reconnect.jitter=5ms",
					"nats.reconnect.buffer-size=1MB", "nats.no-echo=true", "nats.inbox-prefix=mine")
			.run((context) -> {
				Options options = context.getBean(Options.class);
				assertThat(options.getConnectionName()).isEqualTo("named");
				assertThat(options.getConnectionTimeout()).isEqualTo(Duration.ofSeconds(3));
				assertThat(options.getPingInterval()).isEqualTo(Duration.ofSeconds(9));
				assertThat(options.getMaxReconnect()).isEqualTo(7);
				assertThat(options.getReconnectWait()).isEqualTo(Duration.ofSeconds(4));
				assertThat(options.getReconnectJitter()).isEqualTo(Duration.ofMillis(5));
				assertThat(options.getReconnectBufferSize()).isEqualTo(1 << 20);
				assertThat(options.isNoEcho()).isTrue();
				assertThat(options.getInboxPrefix()).isEqualTo("mine.");
				assertThat(options.getSslContext()).isNull();
			});
	}

	@Test
	void customizersComeLast() {
		this.runner.withBean(NatsOptionsCustomizer.class, () -> (options) -> options.connectionName("customized"))
			.run((context) -> assertThat(context.getBean(Options.class).getConnectionName()).isEqualTo("customized"));
	}

	@Test
	void backsOffForConnectionOfTheApplication() {
		this.runner.withUserConfiguration(OwnConnection.class).run((context) -> {
			assertThat(context).hasSingleBean(Connection.class).doesNotHaveBean(NatsConnectionManager.class);
			assertThat(context.getBean("natsHealthIndicator", NatsHealthIndicator.class).health().getStatus())
				.isEqualTo(Status.UP);
		});
	}

	@Test
	void backsOffForOptionsOfTheApplication() {
		this.runner
			.withBean(Options.class, () -> Options.builder().server(this.nats.url()).connectionName("own").build())
			.run((context) -> assertThat(context.getBean(Connection.class).getOptions().getConnectionName())
				.isEqualTo("own"));
	}

	@Test
	void backsOffForConnectionDetailsOfTheApplication() {
		this.runner.withPropertyValues("nats.servers=nats://localhost:1")
			.withBean(NatsConnectionDetails.class, () -> () -> List.of(this.nats.url()))
			.run((context) -> assertThat(context.getBean(Connection.class).getStatus())
				.isEqualTo(Connection.Status.CONNECTED));
	}

	@Test
	void isTurnedOff() {
		this.runner.withPropertyValues("nats.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Connection.class)
				.doesNotHaveBean(NatsHealthIndicator.class)
				.doesNotHaveBean(NatsConnectionMetrics.class));
	}

	@Test
	void tellsEvents() {
		this.runner.withUserConfiguration(EventCollector.class)
			.run((context) -> await().until(() -> !context.getBean(EventCollector.class).connected.isEmpty()));
	}

	@Test
	void closedContextLeavesNoThreadThatKeepsTheJvm() {
		Set<Thread> before = threadsThatKeepTheJvm();
		this.runner.run((context) -> {
			Connection connection = context.getBean(Connection.class);
			connection.createDispatcher((message) -> connection.publish(message.getReplyTo(), message.getData()))
				.subscribe("polywire.threads");
			assertThat(connection.request("polywire.threads", new byte[0], PATIENCE)).isNotNull();
			assertThat(threadsThatKeepTheJvm()).isNotEqualTo(before);
		});
		await().pollInSameThread().untilAsserted(() -> assertThat(threadsThatKeepTheJvm()).isSubsetOf(before));
	}

	private static Set<Thread> threadsThatKeepTheJvm() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.isDaemon())
			.collect(Collectors.toSet());
	}

	@Test
	void failedStartLeavesNoConnectionBehind() {
		this.runner.withBean("failing", Object.class, () -> {
			throw new IllegalStateException("expected by the test");
		}).withPropertyValues("nats.connection-name=left-behind").run((context) -> {
			assertThat(context).hasFailed();
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("left-behind")));
		});
	}

	@Test
	void usesTokenOrNKeyOrCredentialsFile(@TempDir Path folder) throws Exception {
		try (LocalNats token = LocalNats.builder().configuration("authorization { token: \"geheim\" }").start()) {
			connects(token, "nats.token=geheim");
		}
		NKey key = NKey.createUser(null);
		String seed = new String(key.getSeed());
		try (LocalNats nkey = LocalNats.builder()
			.configuration("authorization { users = [ { nkey: " + new String(key.getPublicKey()) + " } ] }")
			.start()) {
			connects(nkey, "nats.nkey=" + seed);
			Path file = Files.writeString(folder.resolve("user.creds"), """
					-----BEGIN NATS USER JWT-----
					jwt
					------END NATS USER JWT------

					-----BEGIN USER NKEY SEED-----
					%s
					------END USER NKEY SEED------
					""".formatted(seed));
			this.runner.withPropertyValues("nats.credentials=file:" + file).run((context) -> {
				Options options = context.getBean(Options.class);
				assertThat(options.getAuthHandler().getJWT()).isEqualTo("jwt".toCharArray());
				assertThat(options.getAuthHandler().getID()).isEqualTo(key.getPublicKey());
				// Renewed while the application runs.
				Files.writeString(file, Files.readString(file).replace("jwt", "new"));
				assertThat(options.getAuthHandler().getJWT()).isEqualTo("new".toCharArray());
			});
		}
	}

	@Test
	void usesNameAndPassword() throws Exception {
		try (LocalNats user = LocalNats.builder().user("me", "geheim").start()) {
			connects(user, "nats.username=me", "nats.password=geheim");
		}
	}

	@Test
	void speaksTlsWithABundle(@TempDir Path folder) throws Exception {
		LocalCertificate certificate = LocalCertificate.createIn(Files.createDirectory(folder.resolve("server")));
		LocalCertificate other = LocalCertificate.createIn(Files.createDirectory(folder.resolve("other")));
		try (LocalNats tls = LocalNats.builder()
			.tls(certificate.certificate(), certificate.privateKey(), certificate.certificate())
			.start()) {
			String bundle = "spring.ssl.bundle.pem.nats.truststore.certificate=file:" + certificate.certificate();
			connects(tls, "nats.ssl.bundle=nats", bundle);
			connects("tls://localhost:" + tls.port(), "nats.ssl.bundle=nats", bundle);
			refuses("nats://127.0.0.1:" + tls.port(), "PKIX", "nats.ssl.bundle=nats",
					"spring.ssl.bundle.pem.nats.truststore.certificate=file:" + other.certificate());
			refuses("tls://127.0.0.1:" + tls.port(), "PKIX");
			// An address of this machine that the certificate does not name.
			refuses("nats://0.0.0.0:" + tls.port(), "No subject alternative names matching IP address 0.0.0.0",
					"nats.ssl.bundle=nats", bundle);
			connects("nats://0.0.0.0:" + tls.port(), "nats.ssl.bundle=nats", bundle, "nats.ssl.verify-hostname=false");
		}
	}

	private void connects(LocalNats server, String... properties) {
		connects("nats://127.0.0.1:" + server.port(), properties);
	}

	private void connects(String url, String... properties) {
		this.runner.withPropertyValues("nats.servers=" + url, "nats.fail-fast=true")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Connection.class).getStatus()).isEqualTo(Connection.Status.CONNECTED);
			});
	}

	private void refuses(String url, String reason, String... properties) {
		this.runner.withPropertyValues("nats.servers=" + url).withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Connection.class).getStatus()).isNotEqualTo(Connection.Status.CONNECTED);
			await().atMost(PATIENCE)
				.untilAsserted(
						() -> assertThat(context.getBean(NatsConnectionManager.class).failure()).contains(reason));
		});
	}

	@Test
	void healthFollowsTheServer() throws Exception {
		try (LocalNats server = LocalNats.builder().dedicated().start()) {
			this.runner.withPropertyValues("nats.servers=" + server.url()).run((context) -> {
				NatsHealthIndicator health = context.getBean(NatsHealthIndicator.class);
				Health up = health.health();
				assertThat(up.getStatus()).isEqualTo(Status.UP);
				assertThat(up.getDetails()).containsEntry("server", server.url())
					.containsEntry("reconnects", 0L)
					.containsKeys("version", "status", "slowConsumers", "droppedMessages");
				server.kill();
				await().atMost(PATIENCE).until(() -> health.health().getStatus().equals(Status.DOWN));
				assertThat(health.health().getDetails()).containsKey("failure");
				server.restart();
				await().atMost(PATIENCE).until(() -> health.health().getStatus().equals(Status.UP));
				await().until(() -> Long.valueOf(1).equals(health.health().getDetails().get("reconnects")));
			});
		}
	}

	@Test
	void metersTellOfTheConnection() {
		this.runner.run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			Connection connection = context.getBean(Connection.class);
			assertThat(meters.get("nats.connection.open").gauge().value()).isEqualTo(1);
			connection.publish("na.meters", "four".getBytes(StandardCharsets.UTF_8));
			connection.flush(PATIENCE);
			assertThat(meters.get("nats.messages.out").functionCounter().count()).isPositive();
			assertThat(meters.get("nats.connection.reconnects").functionCounter().count()).isZero();
		});
	}

	@Test
	void survivesAPauseOfTheContext() {
		this.runner.run((context) -> {
			ConfigurableApplicationContext started = context.getSourceApplicationContext();
			started.stop();
			assertThat(context.getBean(Connection.class).getStatus()).isEqualTo(Connection.Status.CLOSED);
			started.start();
			assertThat(context.getBean(Connection.class).getStatus()).isEqualTo(Connection.Status.CONNECTED);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConnection {

		@Bean
		Connection ownConnection() throws IOException, InterruptedException {
			return Nats.connect(LocalNats.shared().url());
		}

	}

	static class EventCollector {

		private final List<NatsConnectionEvent> connected = new CopyOnWriteArrayList<>();

		@EventListener
		void connected(NatsConnectionEvent event) {
			this.connected.add(event);
		}

	}

}
