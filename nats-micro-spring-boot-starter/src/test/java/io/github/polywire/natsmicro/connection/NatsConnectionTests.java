package io.github.polywire.natsmicro.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.NatsConnectionEvent;
import io.github.polywire.natsmicro.RawPeer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * How the connection is made, lost, made again and ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class NatsConnectionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final List<NatsConnectionEvent.Type> events = Collections.synchronizedList(new ArrayList<>());

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	@Test
	void connectsWhenItIsStarted() throws Exception {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		manager.start();
		assertThat(manager.isRunning()).isTrue();
		assertThat(manager.connection().getStatus()).isEqualTo(Connection.Status.CONNECTED);
		assertThat(answerOf(manager.connection(), echo(manager.connection(), "nc.start"))).isEqualTo("hello");
		await().untilAsserted(() -> assertThat(this.events).containsExactly(NatsConnectionEvent.Type.CONNECTED));
	}

	@Test
	void firstUseConnectsToo() throws Exception {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		assertThat(answerOf(manager.connection(), echo(manager.connection(), "nc.lazy"))).isEqualTo("hello");
	}

	@Test
	void isTheSameConnectionAlways() {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		assertThat(manager.connection()).isSameAs(manager.connection()).isEqualTo(manager.connection());
		assertThat(manager.connection()).hasSameHashCodeAs(manager.connection());
		assertThat(manager.connection().toString()).startsWith("Connection to NATS at ");
	}

	@Test
	void serverMayComeLater() throws Exception {
		LocalNats nats = dedicated(LocalNats.builder());
		nats.stop();
		NatsConnectionManager manager = manager(nats.url());
		manager.start();
		Connection connection = manager.connection();
		assertThat(connection.getStatus()).isNotEqualTo(Connection.Status.CONNECTED);
		assertThat(manager.failure()).isNotNull();
		String subject = echo(connection, "nc.later");
		Queue<String> published = collect(connection, "nc.published");
		connection.publish("nc.published", "early".getBytes(StandardCharsets.UTF_8));
		nats.restart();
		await().atMost(PATIENCE).until(() -> connection.getStatus() == Connection.Status.CONNECTED);
		assertThat(answerOf(connection, subject)).isEqualTo("hello");
		await().atMost(PATIENCE).until(() -> published.contains("early"));
		await().until(() -> this.events.contains(NatsConnectionEvent.Type.CONNECTED));
		assertThat(manager.failure()).isNull();
	}

	@Test
	void killedServerIsFoundAgainWithAllSubscriptions() throws Exception {
		LocalNats nats = dedicated(LocalNats.builder());
		NatsConnectionManager manager = manager(nats.url());
		manager.start();
		Connection connection = manager.connection();
		String subject = echo(connection, "nc.killed");
		nats.kill();
		await().atMost(PATIENCE).until(() -> connection.getStatus() != Connection.Status.CONNECTED);
		nats.restart();
		await().atMost(PATIENCE).until(() -> this.events.contains(NatsConnectionEvent.Type.RECONNECTED));
		assertThat(answerOf(connection, subject)).isEqualTo("hello");
		assertThat(manager.reconnectCount()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Name: \u00e9", "no colon", ": no name", "a name: value" })
	void headerThatCannotBeReadDoesNotSilenceTheConnection(String header) throws Exception {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		manager.start();
		Connection connection = manager.connection();
		String subject = echo(connection, "nc.header");
		connection.flush(PATIENCE);
		try (RawPeer peer = new RawPeer(LocalNats.shared())) {
			peer.publish(subject, header);
		}
		await().atMost(PATIENCE).until(() -> manager.unreadableCount() == 1);
		await().atMost(PATIENCE).until(() -> this.events.contains(NatsConnectionEvent.Type.RECONNECTED));
		assertThat(answerOf(connection, subject)).isEqualTo("hello");
	}

	@Test
	void refusedCredentialsAreTriedUntilTheyAreAccepted(CapturedOutput output) throws Exception {
		LocalNats nats = LocalNats.builder().user("other", "other").start();
		NatsConnectionManager manager = manager(Options.builder()
			.server("nats://127.0.0.1:" + nats.port())
			.userInfo("me", "geheim")
			.reconnectWait(Duration.ofMillis(100)));
		manager.start();
		Connection connection = manager.connection();
		// The library gives up the second time.
		await().atMost(PATIENCE).until(() -> this.events.contains(NatsConnectionEvent.Type.CLOSED));
		assertThat(manager.failure()).containsIgnoringCase("authorization violation");
		nats.close();
		dedicated(LocalNats.builder().port(nats.port()).user("me", "geheim"));
		await().atMost(PATIENCE).until(() -> connection.getStatus() == Connection.Status.CONNECTED);
		assertThat(answerOf(connection, echo(connection, "nc.refused"))).isEqualTo("hello");
		await().until(() -> this.events.contains(NatsConnectionEvent.Type.REPLACED));
		assertThat(output).contains("Authorization Violation").doesNotContain("geheim");
	}

	@Test
	void isStartedAgainAfterAStop() throws Exception {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		Connection connection = manager.connection();
		for (int round = 0; round < 3; round++) {
			manager.start();
			assertThat(answerOf(connection, echo(connection, "nc.again"))).isEqualTo("hello");
			manager.stop();
			assertThat(manager.isRunning()).isFalse();
			assertThat(connection.getStatus()).isEqualTo(Connection.Status.CLOSED);
		}
		assertThat(Thread.getAllStackTraces().keySet()).noneMatch((thread) -> thread.getName().equals("nats-close"));
	}

	@Test
	void sendsWhatWasPublishedBeforeItCloses() throws Exception {
		NatsConnectionManager receiver = manager(LocalNats.shared().url());
		Queue<String> received = collect(receiver.connection(), "nc.last");
		receiver.connection().flush(PATIENCE);
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		manager.start();
		for (int i = 0; i < 1000; i++) {
			manager.connection().publish("nc.last", new byte[100]);
		}
		manager.stop();
		await().atMost(PATIENCE).until(() -> received.size() == 1000);
	}

	@Test
	void stopDoesNotWaitForAServerThatDoesNotAnswer() {
		LocalNats nats = dedicated(LocalNats.builder());
		NatsConnectionManager manager = new NatsConnectionManager(Options.builder().server(nats.url()).build(), false,
				Duration.ofMillis(500), (event) -> {
				});
		manager.start();
		nats.suspend();
		try {
			manager.connection().publish("nc.suspended", new byte[100]);
			manager.stop();
			assertThat(manager.isRunning()).isFalse();
		}
		finally {
			nats.resume();
		}
	}

	@Test
	void stopsWhileThereIsNoServer() {
		NatsConnectionManager manager = manager("nats://127.0.0.1:1");
		manager.start();
		manager.stop();
		assertThat(manager.isRunning()).isFalse();
		await().atMost(PATIENCE)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("nats-connect-")));
	}

	@Test
	void applicationThatClosesTheConnectionItselfIsObeyed() throws Exception {
		NatsConnectionManager manager = manager(LocalNats.shared().url());
		manager.start();
		manager.connection().close();
		await().until(() -> this.events.contains(NatsConnectionEvent.Type.CLOSED));
		assertThat(manager.connection().getStatus()).isEqualTo(Connection.Status.CLOSED);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> manager.connection().publish("nc.closed", new byte[0]));
	}

	@Test
	void failsFastIfTold() {
		NatsConnectionManager manager = new NatsConnectionManager(
				Options.builder().server("nats://me:geheim@127.0.0.1:1").build(), true, Duration.ofSeconds(5),
				(event) -> {
				});
		assertThatExceptionOfType(NatsUnavailableException.class).isThrownBy(manager::start)
			.withMessageContaining("NATS at nats://127.0.0.1:1 could not be reached")
			.withMessageNotContaining("geheim");
	}

	private NatsConnectionManager manager(String url) {
		return manager(Options.builder().server(url).reconnectWait(Duration.ofMillis(100)));
	}

	private NatsConnectionManager manager(Options.Builder options) {
		NatsConnectionManager manager = new NatsConnectionManager(options.maxReconnects(-1).build(), false,
				Duration.ofSeconds(5), (event) -> this.events.add(event.getType()));
		this.open.add(0, manager::stop);
		return manager;
	}

	private LocalNats dedicated(LocalNats.Builder builder) {
		LocalNats nats = builder.dedicated().start();
		this.open.add(nats);
		return nats;
	}

	private static String echo(Connection connection, String subject) {
		Dispatcher dispatcher = connection
			.createDispatcher((message) -> connection.publish(message.getReplyTo(), message.getData()));
		dispatcher.subscribe(subject);
		return subject;
	}

	private static Queue<String> collect(Connection connection, String subject) {
		Queue<String> received = new ConcurrentLinkedQueue<>();
		connection.createDispatcher((message) -> received.add(new String(message.getData(), StandardCharsets.UTF_8)))
			.subscribe(subject);
		return received;
	}

	private static String answerOf(Connection connection, String subject) throws InterruptedException {
		Message answer = connection.request(subject, "hello".getBytes(StandardCharsets.UTF_8), PATIENCE);
		return (answer != null) ? new String(answer.getData(), StandardCharsets.UTF_8) : null;
	}

}
