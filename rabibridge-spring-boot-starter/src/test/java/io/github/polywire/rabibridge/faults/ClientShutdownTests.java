package io.github.polywire.rabibridge.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients stop while calls are in flight.
 */
@Timeout(60)
class ClientShutdownTests {

	private final LocalRabbit rabbit = FaultBroker.get();

	@Test
	void waitsForCallsInFlightAndTakesNoMore() throws Exception {
		CountDownLatch open = new CountDownLatch(1);
		try (Node server = held(open).start().awaitServing("held"); Node client = Node.client(this.rabbit)) {
			RemoteCallTemplate template = client.template();
			CompletableFuture<Integer> inFlight = template.callAsync("held", Integer.class, 1);
			Awaitility.await().until(() -> server.container("held").getCounters().inFlight() == 1);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(client::close);
			Awaitility.await().until(() -> !template.isRunning());
			assertThatExceptionOfType(RemoteCallConnectionException.class)
				.isThrownBy(() -> template.call("held", Integer.class, 2))
				.withMessageContaining("is stopping");
			assertThat(inFlight).isNotDone();
			open.countDown();
			assertThat(inFlight.get(5, TimeUnit.SECONDS)).isEqualTo(1);
			closed.get(5, TimeUnit.SECONDS);
			long before = System.nanoTime();
			assertThat(template.callAsync("held", Integer.class, 3)).failsWithin(Duration.ofSeconds(1))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RemoteCallConnectionException.class);
			assertThatExceptionOfType(RemoteCallConnectionException.class)
				.isThrownBy(() -> template.call("held", Integer.class, 4));
			assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
			assertThat(template.inFlightCount()).isZero();
		}
	}

	@Test
	void callsThatOutlastTheStopFail() {
		CountDownLatch open = new CountDownLatch(1);
		try (Node server = held(open).start().awaitServing("held")) {
			Node client = Node.on(this.rabbit).property("rabibridge.client.shutdown-timeout", "300ms").start();
			CompletableFuture<Integer> inFlight = client.template().callAsync("held", Integer.class, 1);
			Awaitility.await().until(() -> server.container("held").getCounters().inFlight() == 1);
			client.close();
			assertThat(inFlight).failsWithin(Duration.ofSeconds(1))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(RemoteCallConnectionException.class);
			open.countDown();
			Awaitility.await().until(() -> server.registry().unroutableReplyCount() == 1);
			Awaitility.await().until(() -> server.container("held").getCounters().inFlight() == 0);
		}
	}

	private Node held(CountDownLatch open) {
		return Node.on(this.rabbit).serve("held", (args, kwargs, context) -> {
			open.await();
			return args.get(0);
		});
	}

}
