package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.nats.client.Connection;
import io.nats.client.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainTests {

	@Test
	void answersWhatItTookBeforeItStops() throws Exception {
		try (Served served = Served.start()) {
			CountDownLatch release = new CountDownLatch(1);
			MicroEndpointContainer endpoint = served
				.endpoint(definition(served, "work").concurrency(2).queueCapacity(20), (request) -> {
					release.await();
					return request.body();
				});
			List<CompletableFuture<Message>> replies = new ArrayList<>();
			for (int i = 0; i < 10; i++) {
				replies.add(served.send("work", "x"));
			}
			Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 10);
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(served.registry::stop);
			Awaitility.await().until(() -> endpoint.getState() == MicroEndpointState.STOPPING);
			Awaitility.await().until(() -> refusedByServer(served));
			assertThat(stopped).isNotDone();
			release.countDown();
			for (CompletableFuture<Message> reply : replies) {
				assertThat(Served.text(reply.get(20, TimeUnit.SECONDS))).isEqualTo("x");
			}
			stopped.get(20, TimeUnit.SECONDS);
			assertThat(endpoint.getState()).isEqualTo(MicroEndpointState.STOPPED);
		}
	}

	private static boolean refusedByServer(Served served) throws Exception {
		return served.send("work", "late").handle((reply, failure) -> reply == null).get(20, TimeUnit.SECONDS);
	}

	@Test
	void losesNothingAndAnswersNothingTwiceWhenAnInstanceComesAndGoes() throws Exception {
		try (Served first = Served.start(); Served second = Served.start()) {
			String[] subjects = { first.subject("brief"), first.subject("waiting"), first.subject("later") };
			for (Served served : List.of(first, second)) {
				served.endpoint(definition(subjects[0]), MicroRequest::body);
				served.endpoint(definition(subjects[1]), Work::blocking);
				served.endpoint(definition(subjects[2]), Work::later);
			}
			try (Load load = new Load(first.caller, 64, subjects)) {
				for (int i = 0; i < 20; i++) {
					load.awaitMore(200);
					second.registry.stop();
					assertThat(second.service.isRunning()).isFalse();
					load.awaitMore(200);
					second.registry.start();
				}
				load.stop();
				first.registry.stop();
				second.registry.stop();
				load.flush();
				assertThat(load.lost()).isZero();
				assertThat(load.doubled()).isZero();
				assertThat(load.errors()).isZero();
			}
			for (Served served : List.of(first, second)) {
				assertThat(served.service.stats().endpoints())
					.allSatisfy((endpoint) -> assertThat(endpoint.numRequests()).isPositive());
			}
		}
	}

	@Test
	void answersWithAnErrorWhatItDoesNotEvenBeginInTime() throws Exception {
		try (Served served = Served.start(new Served.Customizer() {

			@Override
			public Duration shutdownTimeout() {
				return Duration.ofMillis(300);
			}

		})) {
			MicroEndpointContainer endpoint = served
				.endpoint(definition(served, "stuck").concurrency(1).queueCapacity(5), (request) -> {
					new CountDownLatch(1).await();
					return "never";
				});
			CompletableFuture<Message> begun = served.send("stuck", "");
			Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 1);
			CompletableFuture<Message> waiting = served.send("stuck", "");
			Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 2);
			served.registry.stop();
			assertThat(Served.error(begun.get(20, TimeUnit.SECONDS))).isEqualTo("500:Internal Server Error");
			assertThat(Served.error(waiting.get(20, TimeUnit.SECONDS)))
				.isEqualTo("503:The service stopped before it handled the request");
			served.registry.start();
			served.connection.flush(Served.PATIENCE);
			assertThat(endpoint.getState()).isEqualTo(MicroEndpointState.RUNNING);
		}
	}

	@Test
	void addsReplacesAndRemovesAnEndpointWhileRequestsGoOn() throws Exception {
		try (Served served = Served.start()) {
			String subject = served.subject("changing");
			MicroEndpointContainer current = served.endpoint(definition(served, "changing").queueCapacity(200),
					MicroRequest::body);
			String id = current.getId();
			try (Load load = new Load(served.caller, 32, subject)) {
				for (int i = 0; i < 10; i++) {
					load.awaitMore(100);
					MicroEndpointContainer other = served.endpoint("other" + i, MicroRequest::body);
					assertThat(Served.text(served.request("other" + i, "hello"))).isEqualTo("hello");
					current = served.service.replaceEndpoint(current,
							MicroEndpointDefinition.of("changing").subject(subject).queueCapacity(200).build(),
							MicroRequest::body);
					assertThat(current.getId()).isEqualTo(id);
					assertThat(served.service.removeEndpoint(other)).isTrue();
					assertThat(served.service.removeEndpoint(other)).isFalse();
				}
				load.stop();
				assertThat(load.lost()).isZero();
				assertThat(load.doubled()).isZero();
				assertThat(load.errors()).isZero();
			}
			assertThat(served.service.info().endpoints()).hasSize(1);
			assertThat(served.ask("$SRV.INFO." + served.service.getName())).contains(subject).doesNotContain("other");
		}
	}

	@Test
	void pausesOneEndpointAndKeepsTheOthers() throws Exception {
		try (Served served = Served.start()) {
			MicroEndpointContainer paused = served.endpoint("paused", MicroRequest::body);
			served.endpoint("other", MicroRequest::body);
			paused.pause();
			assertThat(paused.getState()).isEqualTo(MicroEndpointState.PAUSED);
			assertThat(served.send("paused", "").handle((reply, failure) -> reply == null).get()).isTrue();
			assertThat(Served.text(served.request("other", "x"))).isEqualTo("x");
			paused.resume();
			served.connection.flush(Served.PATIENCE);
			assertThat(Served.text(served.request("paused", "x"))).isEqualTo("x");
			served.registry.stop();
			served.registry.stop();
			served.registry.start();
			served.registry.start();
			served.connection.flush(Served.PATIENCE);
			assertThat(Served.text(served.request("paused", "x"))).isEqualTo("x");
		}
	}

	@Test
	void keepsServingAndCountingAfterTheServerWasKilled() throws Exception {
		try (LocalNats nats = LocalNats.builder().dedicated().start();
				Served served = Served.start(nats, new Served.Customizer() {

				})) {
			MicroEndpointContainer endpoint = served.endpoint("echo", MicroRequest::body);
			served.request("echo", "x");
			nats.kill();
			Awaitility.await().until(() -> served.connection.getStatus() != Connection.Status.CONNECTED);
			MicroServiceContainer late = served.registry.addService(MicroServiceDefinition.of("late", "1.0.0").build());
			late.addEndpoint(definition(served, "late").build(), MicroRequest::body);
			nats.restart();
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> served.connection.getStatus() == Connection.Status.CONNECTED
						&& served.caller.getStatus() == Connection.Status.CONNECTED);
			served.connection.flush(Served.PATIENCE);
			assertThat(Served.text(served.request("echo", "x"))).isEqualTo("x");
			assertThat(Served.text(served.request("late", "y"))).isEqualTo("y");
			assertThat(endpoint.stats().numRequests()).isEqualTo(2);
			nats.kill();
			Awaitility.await().until(() -> served.connection.getStatus() != Connection.Status.CONNECTED);
			served.registry.stop();
			assertThat(endpoint.getState()).isEqualTo(MicroEndpointState.STOPPED);
		}
	}

	@Test
	void stopsWithACallbackAlsoWhenTheConnectionIsClosed() throws Exception {
		try (Served served = Served.start()) {
			served.endpoint("echo", MicroRequest::body);
			served.connection.close();
			CountDownLatch called = new CountDownLatch(1);
			served.registry.stop(called::countDown);
			assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(served.registry.isRunning()).isFalse();
		}
	}

	private static MicroEndpointDefinition.Builder definition(String subject) {
		return MicroEndpointDefinition.of("load").subject(subject).queueCapacity(200);
	}

	private static MicroEndpointDefinition.Builder definition(Served served, String name) {
		return MicroEndpointDefinition.of(name).subject(served.subject(name));
	}

}
