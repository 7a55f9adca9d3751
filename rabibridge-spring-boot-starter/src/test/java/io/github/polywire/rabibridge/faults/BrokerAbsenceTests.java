package io.github.polywire.rabibridge.faults;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.UnknownRemoteCallException;
import io.github.polywire.rabibridge.connection.BrokerUnavailableException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The broker is not there, does not let us in, or does not answer.
 */
@Timeout(90)
class BrokerAbsenceTests {

	private static final Duration SLACK = Duration.ofMillis(700);

	private final LocalRabbit rabbit = FaultBroker.get();

	private boolean down;

	private boolean suspended;

	@AfterEach
	void bringTheBrokerBack() {
		if (this.suspended) {
			this.rabbit.resume();
		}
		if (this.down) {
			this.rabbit.restart();
		}
	}

	@Test
	void startsWithoutTheBrokerCallsFailInTimeAndAllIsServedWhenItComes() throws Exception {
		kill();
		try (Node server = echo().start(); Node client = node().start()) {
			assertThat(server.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(server.health().getDetails().get("server").toString()).contains("refused");
			assertFailsWith(RemoteCallConnectionException.class, client, Duration.ofMillis(500))
				.withMessageContaining("was not sent")
				.withMessageContaining(this.rabbit.address())
				.withMessageContaining("refused");
			List<CompletableFuture<Integer>> abandoned = new ArrayList<>();
			for (int i = 0; i < 5000; i++) {
				abandoned.add(client.template()
					.callAsync(RemoteCallRequest.to("echo").arg(i).timeout(Duration.ofMillis(300)), Integer.class));
			}
			for (CompletableFuture<Integer> call : abandoned) {
				assertThat(call).failsWithin(Duration.ofSeconds(5))
					.withThrowableOfType(ExecutionException.class)
					.withCauseInstanceOf(RemoteCallConnectionException.class);
			}
			assertThat(client.template().inFlightCount()).isZero();
			CompletableFuture<Integer> waiting = client.template()
				.callAsync(RemoteCallRequest.to("slow.to.come").arg(1).timeout(Duration.ofSeconds(30)), Integer.class);
			CompletableFuture<Integer> cancelled = client.template()
				.callAsync(RemoteCallRequest.to("echo").arg(2).timeout(Duration.ofSeconds(30)), Integer.class);
			cancelled.cancel(false);
			assertThat(client.template().inFlightCount()).isEqualTo(1);
			restart();
			// Sent as soon as the client is connected, whether the server is or not.
			assertThat(waiting).failsWithin(Duration.ofSeconds(10));
			server.awaitServing("echo");
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			assertThat(server.health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Test
	void callsThatWaitForTheBrokerAreSentWhenItIsBack() throws Exception {
		try (Node server = echo().start().awaitServing("echo"); Node client = node().start()) {
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			kill();
			Awaitility.await().until(() -> client.clientConnection().session() == null);
			CompletableFuture<Integer> waiting = client.template()
				.callAsync(RemoteCallRequest.to("echo").arg(1).timeout(Duration.ofSeconds(30)), Integer.class);
			assertFailsWith(RemoteCallConnectionException.class, client, Duration.ofMillis(200));
			long before = System.nanoTime();
			restart();
			try {
				assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(1);
			}
			catch (ExecutionException ex) {
				// The client may be back before the server, and nobody serves it yet.
				assertThat(ex.getCause()).isInstanceOf(UnknownRemoteCallException.class);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
		}
	}

	@Test
	void failsToStartWithoutTheBrokerIfToldTo() {
		kill();
		assertThatException().isThrownBy(() -> echo().property("rabibridge.server.fail-fast", "true").start())
			.withRootCauseInstanceOf(ConnectException.class)
			.withStackTraceContaining(BrokerUnavailableException.class.getName());
		assertThatException().isThrownBy(() -> node().property("rabibridge.client.fail-fast", "true").start())
			.withStackTraceContaining(BrokerUnavailableException.class.getName());
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("rabibridge-")));
	}

	@Test
	void stopsQuicklyWithoutTheBroker() {
		Node server = echo().start().awaitServing("echo");
		Node client = node().property("rabibridge.client.shutdown-timeout", "1s").start();
		client.template().call("echo", Integer.class, 1);
		kill();
		long before = System.nanoTime();
		server.close();
		client.close();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
	}

	@Test
	void recoversWhenTheRightPasswordIsSet() {
		this.rabbit.ctl("add_user", "fault", "other");
		try {
			this.rabbit.ctl("set_permissions", "fault", ".*", ".*", ".*");
			try (Node server = echo().property("spring.rabbitmq.username", "fault")
				.property("spring.rabbitmq.password", "right")
				.start()) {
				assertThat(server.health().getStatus()).isEqualTo(Status.DOWN);
				assertThat(server.health().toString()).contains("ACCESS_REFUSED").doesNotContain("right");
				this.rabbit.ctl("change_password", "fault", "right");
				server.awaitServing("echo");
				assertThat(server.health().getStatus()).isEqualTo(Status.UP);
			}
			try (Node server = echo().property("spring.rabbitmq.username", "fault")
				.property("spring.rabbitmq.password", "right")
				.start()
				.awaitServing("echo")) {
				this.rabbit.ctl("clear_permissions", "fault");
				this.rabbit.ctl("close_all_connections", "fault test");
				Awaitility.await().until(() -> server.health().getStatus().equals(Status.DOWN));
				this.rabbit.ctl("set_permissions", "fault", ".*", ".*", ".*");
				server.awaitServing("echo");
			}
		}
		finally {
			this.rabbit.ctl("delete_user", "fault");
		}
	}

	@Test
	void aBrokerThatDoesNotAnswerHoldsNoCaller() throws Exception {
		try (Node server = echo().start().awaitServing("echo"); Node client = node().start()) {
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			suspend();
			for (int i = 0; i < 3; i++) {
				assertFailsWith(RemoteCallTimeoutException.class, client, Duration.ofMillis(300));
			}
			List<CompletableFuture<Integer>> many = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				many.add(client.template()
					.callAsync(RemoteCallRequest.to("echo").arg(1).timeout(Duration.ofSeconds(1)), Integer.class));
			}
			many.forEach((call) -> assertThat(call).failsWithin(Duration.ofSeconds(4))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RemoteCallTimeoutException.class));
			assertThat(client.template().inFlightCount()).isZero();
			resume();
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
		}
	}

	@Test
	void largeCallsToABrokerThatDoesNotAnswerHoldNoCaller() throws Exception {
		try (Node server = echo().start().awaitServing("echo"); Node client = node().start()) {
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			suspend();
			byte[] large = random(4 << 20);
			byte[] middle = random(12 << 10);
			for (int i = 0; i < 4; i++) {
				assertCallOf(large, client);
			}
			for (int i = 0; i < 50; i++) {
				assertCallOf(middle, client);
			}
			resume();
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
		}
	}

	@Test
	void anUnreadConnectionIsGivenUpByItsHeartbeatAndOpenedAgain() throws Exception {
		try (Node server = echo().start().awaitServing("echo");
				Node client = node().property("spring.rabbitmq.requested-heartbeat", "1s").start()) {
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			suspend();
			byte[] large = random(8 << 20);
			CompletableFuture<Integer> lost = client.template()
				.callAsync(RemoteCallRequest.to("echo").arg(large).timeout(Duration.ofSeconds(30)), Integer.class);
			assertThat(lost).failsWithin(Duration.ofSeconds(12))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RemoteCallConnectionException.class);
			resume();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(client.template()
					.call(RemoteCallRequest.to("echo").arg(7).timeout(Duration.ofSeconds(2)), Integer.class))
					.isEqualTo(7));
		}
	}

	@Test
	void stopsInTimeWhenTheBrokerDoesNotAnswer() {
		Node server = echo().property("rabibridge.server.shutdown-timeout", "1s")
			.property("spring.rabbitmq.channel-rpc-timeout", "1s")
			.start()
			.awaitServing("echo");
		Node client = node().property("rabibridge.client.shutdown-timeout", "500ms").start();
		assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
		suspend();
		client.template()
			.callAsync(RemoteCallRequest.to("echo").arg(random(8 << 20)).timeout(Duration.ofSeconds(30)),
					Integer.class);
		long before = System.nanoTime();
		server.close();
		Duration serverTime = Duration.ofNanos(System.nanoTime() - before);
		before = System.nanoTime();
		client.close();
		Duration clientTime = Duration.ofNanos(System.nanoTime() - before);
		assertThat(serverTime).isLessThan(Duration.ofSeconds(8));
		assertThat(clientTime).isLessThan(Duration.ofSeconds(8));
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("rabibridge-client-writer")));
	}

	private static void assertCallOf(byte[] body, Node client) {
		Duration timeout = Duration.ofMillis(200);
		long before = System.nanoTime();
		assertThatExceptionOfType(RemoteCallException.class).isThrownBy(
				() -> client.template().call(RemoteCallRequest.to("echo").arg(body).timeout(timeout), Integer.class));
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(timeout.plus(SLACK));
	}

	private static ThrowableAssertAlternative<? extends RemoteCallException> assertFailsWith(
			Class<? extends RemoteCallException> type, Node client, Duration timeout) {
		long before = System.nanoTime();
		ThrowableAssertAlternative<? extends RemoteCallException> failure = assertThatExceptionOfType(type).isThrownBy(
				() -> client.template().call(RemoteCallRequest.to("echo").arg(1).timeout(timeout), Integer.class));
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(timeout, timeout.plus(SLACK));
		return failure;
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(1).nextBytes(bytes);
		return bytes;
	}

	private Node node() {
		return Node.on(this.rabbit).property("rabibridge.reconnect.max-interval", "500ms");
	}

	private Node echo() {
		return node().serve("echo", (args, kwargs, context) -> args.get(0));
	}

	private void kill() {
		this.rabbit.kill();
		this.down = true;
	}

	private void restart() {
		this.rabbit.restart();
		this.down = false;
	}

	private void suspend() {
		this.rabbit.suspend();
		this.suspended = true;
	}

	private void resume() {
		this.rabbit.resume();
		this.suspended = false;
	}

}
