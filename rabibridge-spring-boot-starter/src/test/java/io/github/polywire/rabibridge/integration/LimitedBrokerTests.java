package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.polywire.localbrokers.LocalCertificate;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Against a broker of our own that speaks TLS and takes messages of 100 kB at most.
 */
class LimitedBrokerTests {

	@TempDir
	private static Path folder;

	private static LocalCertificate certificate;

	private static LocalRabbit rabbit;

	@BeforeAll
	static void start() {
		certificate = LocalCertificate.createIn(folder);
		rabbit = LocalRabbit.builder()
			.tls(certificate.certificate(), certificate.privateKey(), certificate.certificate())
			.configuration("max_message_size = 100000")
			.user("other", "other-password", "elsewhere")
			.start();
	}

	@AfterAll
	static void stop() {
		rabbit.close();
	}

	@Test
	void answersWhenTheBrokerDoesNotTakeAReplyAndSparesTheOthers() {
		try (ConfigurableApplicationContext server = Applications.start(rabbit);
				ConfigurableApplicationContext client = Applications.start(rabbit)) {
			RemoteCallRegistry registry = server.getBean(RemoteCallRegistry.class);
			RemoteCallTemplate template = client.getBean(RemoteCallTemplate.class);
			AtomicInteger executed = new AtomicInteger();
			RemoteCallContainer container = registry.register(FunctionKey.async("lb_give"), (args, kwargs, call) -> {
				executed.incrementAndGet();
				return noise((Integer) args.get(0));
			});
			for (int round = 0; round < 3; round++) {
				List<CompletableFuture<byte[]>> small = new ArrayList<>();
				IntStream.range(0, 50).forEach((i) -> small.add(template.callAsync("lb_give", byte[].class, 10)));
				CompletableFuture<byte[]> large = template.callAsync("lb_give", byte[].class, 200_000);
				IntStream.range(0, 50).forEach((i) -> small.add(template.callAsync("lb_give", byte[].class, 10)));
				assertThat(large.handle((value, failure) -> failure).join())
					.isInstanceOfSatisfying(RemoteExecutionException.class, (ex) -> assertThat(ex.getRemoteError())
						.isEqualTo("The function was executed, but the broker did not take its reply"));
				small.forEach((call) -> assertThat(call.join()).hasSize(10));
			}
			assertThat(executed).hasValue(303);
			await().untilAsserted(() -> assertThat(container.getCounters().inFlight()).isZero());
			assertThat(container.getCounters().redelivered()).isZero();
			assertThat(container.getCounters().lostReplies()).isZero();
			await().untilAsserted(() -> assertThat(Broker.unacknowledged(rabbit, "rpc_async_lb_give")).isZero());
		}
	}

	@Test
	void clientIsUsableAfterTheBrokerDidNotTakeARequest() {
		try (ConfigurableApplicationContext application = Applications.start(rabbit)) {
			application.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async("lb_take"), (args, kwargs, call) -> call.replyTo());
			RemoteCallTemplate template = application.getBean(RemoteCallTemplate.class);
			String replyQueue = template.call("lb_take", String.class);
			for (int round = 0; round < 3; round++) {
				assertThatExceptionOfType(RemoteCallException.class)
					.isThrownBy(() -> template.call("lb_take", String.class, noise(200_000)))
					.withMessageContaining("larger than configured max size 100000");
				assertThat(template.call("lb_take", String.class)).isEqualTo(replyQueue);
			}
			assertThat(template.inFlightCount()).isZero();
			assertThat(template.connection().reconnectCount()).isZero();
			assertThat(Broker.queues(rabbit).keySet()).filteredOn((name) -> name.startsWith("amq_")).hasSize(1);
		}
	}

	private static byte[] noise(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	@Test
	void tellsOfAnExchangeOfAnotherType() throws Exception {
		try (Connection connection = ForeignClient.connect(rabbit, "elsewhere")) {
			Channel channel = connection.createChannel();
			channel.exchangeDeclare("rpc", BuiltinExchangeType.TOPIC, true);
			try (ConfigurableApplicationContext application = Applications.start(rabbit,
					"spring.rabbitmq.virtual-host=elsewhere")) {
				RemoteCallRegistry registry = application.getBean(RemoteCallRegistry.class);
				RemoteCallContainer container = registry.register(FunctionKey.async("lb_topic"),
						RemoteCallOptions.defaults().withReRegister(true), (args, kwargs, call) -> null);
				assertThat(container.getState()).isEqualTo(ContainerState.FAILED);
				assertThat(container.describe().error()).contains("exchange", "type", "'rpc'", "Delete the exchange");
				assertThatExceptionOfType(RemoteCallConnectionException.class)
					.isThrownBy(() -> application.getBean(RemoteCallTemplate.class)
						.call(RemoteCallRequest.to("lb_topic").timeout(Duration.ofSeconds(1)), Object.class))
					.withMessageContaining("inequivalent arg 'type' for exchange 'rpc'");
				assertThat(health(application).getStatus()).isEqualTo(Status.DOWN);
			}
		}
	}

	@Test
	void speaksTlsWithABundle() {
		List<String> arguments = tls(certificate, "localhost", rabbit.tlsPort());
		try (ConfigurableApplicationContext application = Applications.run(Applications.Application.class, arguments)) {
			RemoteCallRegistry registry = application.getBean(RemoteCallRegistry.class);
			registry.register(FunctionKey.async("lb_tls"), (args, kwargs, call) -> args.get(0));
			registry.connection().openAndWait(Duration.ofSeconds(30));
			RemoteCallTemplate template = application.getBean(RemoteCallTemplate.class);
			assertThat(template.call("lb_tls", Integer.class, 1)).isEqualTo(1);
			List<CompletableFuture<Integer>> calls = IntStream.range(0, 500)
				.mapToObj((i) -> template.callAsync("lb_tls", Integer.class, i))
				.toList();
			for (int i = 0; i < 500; i++) {
				assertThat(calls.get(i).join()).isEqualTo(i);
			}
			assertThat(health(application).getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void refusesAnotherAuthority(@TempDir Path otherFolder) {
		assertCannotConnect(tls(LocalCertificate.createIn(otherFolder), "localhost", rabbit.tlsPort()), "PKIX path");
	}

	@Test
	void verifiesTheHostName() throws IOException {
		// The certificate is for localhost and 127.0.0.1.
		try (Forwarder forwarder = new Forwarder("127.0.0.2", rabbit.tlsPort())) {
			assertCannotConnect(tls(certificate, "127.0.0.2", forwarder.port()),
					"No subject alternative names matching IP address 127.0.0.2");
		}
	}

	private static List<String> tls(LocalCertificate trusted, String host, int port) {
		return new ArrayList<>(
				List.of("--spring.rabbitmq.addresses=amqps://" + host + ":" + port, "--spring.rabbitmq.username=guest",
						"--spring.rabbitmq.password=guest", "--spring.rabbitmq.ssl.bundle=broker",
						"--spring.ssl.bundle.pem.broker.truststore.certificate=" + trusted.certificate().toUri()));
	}

	@Test
	void startsWithAWrongPasswordAndTellsHealth() {
		assertCannotConnect(plain(rabbit.address(), "guest", "very-secret"), "ACCESS_REFUSED");
	}

	@Test
	void startsWithoutABroker() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		assertCannotConnect(plain("127.0.0.1:" + port, "guest", "very-secret"), "Connection refused");
	}

	@Test
	void startsWithAnUnknownHost() {
		assertCannotConnect(plain("no-such-host.invalid:5672", "guest", "very-secret"), "no-such-host.invalid");
	}

	private static List<String> plain(String address, String user, String password) {
		return new ArrayList<>(List.of("--spring.rabbitmq.addresses=" + address, "--spring.rabbitmq.username=" + user,
				"--spring.rabbitmq.password=" + password));
	}

	private static void assertCannotConnect(List<String> arguments, String reason) {
		arguments.add("--rabibridge.client.timeout=2s");
		try (ConfigurableApplicationContext application = Applications.run(Applications.Application.class, arguments)) {
			RemoteCallContainer container = application.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async("lb_refused"), (args, kwargs, call) -> null);
			assertThatExceptionOfType(RemoteCallConnectionException.class)
				.isThrownBy(() -> application.getBean(RemoteCallTemplate.class).call("lb_refused", Object.class))
				.withMessageContaining("lb_refused")
				.withMessageContaining(reason)
				.withMessageNotContaining("very-secret");
			assertThat(container.getState()).isEqualTo(ContainerState.STARTING);
			Health health = health(application);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails().toString()).contains(reason).doesNotContain("very-secret");
		}
	}

	private static Health health(ConfigurableApplicationContext application) {
		return application.getBeansOfType(HealthIndicator.class)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().toLowerCase(Locale.ROOT).contains("rabibridge"))
			.map((entry) -> entry.getValue().health())
			.findFirst()
			.orElseThrow();
	}

}
