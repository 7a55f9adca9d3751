package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The broker has no memory left and takes no messages.
 */
@Timeout(90)
class BlockedBrokerTests {

	private final LocalRabbit rabbit = FaultBroker.get();

	@AfterEach
	void unblock() {
		this.rabbit.ctl("set_vm_memory_high_watermark", "0.4");
	}

	private void block() {
		this.rabbit.ctl("set_vm_memory_high_watermark", "0.0000001");
	}

	@Test
	void callersWaitAndAreToldAndWaitingCallsAreSentWhenTheBrokerTakesMessages() {
		try (Node server = echo().start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			assertThat(client.template().call("echo", Integer.class, 7)).isEqualTo(7);
			block();
			Awaitility.await().ignoreExceptions().until(() -> {
				client.template().tryCall(timed(Duration.ofMillis(200)), Integer.class);
				return client.health().getStatus().equals(Status.DOWN);
			});
			assertThat(client.health().getDetails().get("client").toString()).startsWith("blocked: ");
			assertThat(client.gauge("rabibridge.connection.blocked", "client")).isEqualTo(1);
			long before = System.nanoTime();
			assertThatExceptionOfType(RemoteCallConnectionException.class)
				.isThrownBy(() -> client.template().call(timed(Duration.ofMillis(500)), Integer.class))
				.withMessageContaining("took no messages")
				.withMessageContaining("memory");
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isBetween(Duration.ofMillis(500),
					Duration.ofMillis(1200));
			List<CompletableFuture<Integer>> waiting = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				waiting.add(client.template().callAsync(timed(Duration.ofSeconds(20)), Integer.class));
			}
			unblock();
			assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(15));
			Awaitility.await().until(() -> client.health().getStatus().equals(Status.UP));
			assertThat(client.gauge("rabibridge.connection.blocked", "client")).isZero();
		}
	}

	@Test
	void repliesGoOutWhenTheBrokerTakesMessagesAndNothingIsExecutedTwice() throws Exception {
		int calls = 100;
		CountDownLatch open = new CountDownLatch(1);
		AtomicInteger executed = new AtomicInteger();
		try (Node server = Node.on(this.rabbit).serve("echo", (args, kwargs, context) -> {
			if (!args.get(0).equals(-1)) {
				open.await();
				executed.incrementAndGet();
			}
			return args.get(0);
		}).start().awaitServing("echo"); Node client = Node.client(this.rabbit)) {
			// The broker blocks connections that publish.
			assertThat(client.template().call("echo", Integer.class, -1)).isEqualTo(-1);
			List<CompletableFuture<Integer>> waiting = new ArrayList<>();
			for (int i = 0; i < calls; i++) {
				waiting.add(client.template().callAsync(timed(Duration.ofSeconds(30)), Integer.class));
			}
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 64);
			block();
			open.countDown();
			Awaitility.await().until(() -> server.health().getStatus().equals(Status.DOWN));
			assertThat(server.gauge("rabibridge.connection.blocked", "server")).isEqualTo(1);
			unblock();
			assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(20));
			assertThat(executed).hasValue(calls);
			Awaitility.await().until(() -> server.container("echo").getCounters().inFlight() == 0);
			assertThat(server.container("echo").getCounters().redelivered()).isZero();
		}
	}

	private static RemoteCallRequest timed(Duration timeout) {
		return RemoteCallRequest.to("echo").arg(1).timeout(timeout);
	}

	private Node echo() {
		return Node.on(this.rabbit).serve("echo", (args, kwargs, context) -> args.get(0));
	}

}
