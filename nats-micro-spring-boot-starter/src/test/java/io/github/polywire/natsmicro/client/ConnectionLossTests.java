package io.github.polywire.natsmicro.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroCallResult;
import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests while the server dies and comes back.
 */
class ConnectionLossTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int CALLERS = 8;

	private LocalNats nats;

	private Called called;

	@BeforeEach
	void connect() throws Exception {
		this.nats = LocalNats.builder().dedicated().start();
		this.called = new Called(this.nats, ObservationRegistry.NOOP);
	}

	@AfterEach
	void close() throws Exception {
		this.called.close();
		this.nats.close();
	}

	@Test
	void everyRequestEndsWhenTheServerIsKilledUnderLoad() throws Exception {
		MicroCall call = MicroCall.to(this.called.echo()).body("x").timeout(TIMEOUT);
		AtomicBoolean ended = new AtomicBoolean();
		AtomicInteger answered = new AtomicInteger();
		ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			boolean blocking = i % 2 == 0;
			callers.add(CompletableFuture.runAsync(() -> {
				while (!ended.get()) {
					request(call, blocking, answered, failures);
				}
			}, (task) -> new Thread(task).start()));
		}
		for (int round = 0; round < 2; round++) {
			awaitMore(answered);
			int failuresBefore = failures.size();
			this.nats.kill();
			Awaitility.await().until(() -> failures.size() > failuresBefore);
			this.nats.restart();
			awaitMore(answered);
		}
		ended.set(true);
		for (CompletableFuture<Void> caller : callers) {
			assertThat(caller).succeedsWithin(Called.PATIENCE);
		}
		assertThat(failures).allSatisfy((failure) -> assertThat(failure).isInstanceOf(MicroRequestException.class));
		Awaitility.await().until(() -> this.called.template.inFlightCount() == 0);
		assertThat(this.called.template.tryRequest(call, String.class).success()).isTrue();
	}

	private static void awaitMore(AtomicInteger answered) {
		int before = answered.get();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> answered.get() > before + 10 * CALLERS);
	}

	private void request(MicroCall call, boolean blocking, AtomicInteger answered,
			ConcurrentLinkedQueue<Throwable> failures) {
		Throwable failure;
		if (blocking) {
			failure = this.called.template.tryRequest(call, String.class).error();
		}
		else {
			failure = this.called.template.requestAsync(call, String.class)
				.handle((value, error) -> error)
				.orTimeout(60, TimeUnit.SECONDS)
				.join();
		}
		if (failure == null) {
			answered.incrementAndGet();
		}
		else {
			failures.add(failure);
		}
	}

	@Test
	void saysThatARequestWasNotSent() throws Exception {
		String echo = this.called.echo();
		this.nats.kill();
		Awaitility.await().until(() -> this.called.connection.getStatus() != Connection.Status.CONNECTED);
		MicroCall call = MicroCall.to(echo).body("x").timeout(Duration.ofMillis(100));
		assertThat(this.called.template.tryRequest(call, String.class).error())
			.isInstanceOf(MicroConnectionException.class)
			.hasMessageContaining("was not sent")
			.hasMessageContaining("100 ms");
		assertThat(this.called.template.requestAsync(call, String.class).handle((value, failure) -> failure))
			.succeedsWithin(Called.PATIENCE)
			.isInstanceOf(MicroConnectionException.class);
	}

	@Test
	void sendsWhatWaitedForTheServer() throws Exception {
		String echo = this.called.echo();
		this.nats.kill();
		Awaitility.await().until(() -> this.called.connection.getStatus() != Connection.Status.CONNECTED);
		MicroCall call = MicroCall.to(echo).body("x").timeout(Duration.ofSeconds(30));
		CompletableFuture<@Nullable String> later = this.called.template.requestAsync(call, String.class);
		CompletableFuture<MicroCallResult<String>> blocked = CompletableFuture
			.supplyAsync(() -> this.called.template.tryRequest(call, String.class), (task) -> new Thread(task).start());
		Awaitility.await().until(() -> this.called.template.inFlightCount() == 2);
		this.nats.restart();
		// The peer may come back after the requests are sent.
		assertThat(later.handle((value, failure) -> (failure != null) ? failure : value))
			.succeedsWithin(Called.PATIENCE)
			.satisfies((outcome) -> assertThat(outcome).isInstanceOfAny(String.class, NatsMicroException.class));
		assertThat(blocked).succeedsWithin(Called.PATIENCE);
		Awaitility.await().until(() -> this.called.template.tryRequest(call, String.class).success());
	}

	@Test
	void endsInTimeWhenTheServerHangs() throws Exception {
		MicroCall call = MicroCall.to(this.called.echo()).body("x").timeout(Duration.ofMillis(200));
		this.nats.suspend();
		try {
			assertThat(this.called.template.tryRequest(call, String.class).error())
				.isInstanceOfAny(MicroTimeoutException.class, MicroConnectionException.class);
		}
		finally {
			this.nats.resume();
		}
		Awaitility.await().until(() -> this.called.template.tryRequest(call, String.class).success());
	}

	@Test
	void failsWhatWaitsForTheServerWhenItStops() throws Exception {
		String echo = this.called.echo();
		this.nats.kill();
		Awaitility.await().until(() -> this.called.connection.getStatus() != Connection.Status.CONNECTED);
		CompletableFuture<@Nullable String> waiting = this.called.template
			.requestAsync(MicroCall.to(echo).timeout(Duration.ofHours(1)), String.class);
		this.called.template.stop();
		assertThat(waiting.handle((value, failure) -> failure)).succeedsWithin(Called.PATIENCE)
			.isInstanceOf(MicroConnectionException.class);
	}

}
