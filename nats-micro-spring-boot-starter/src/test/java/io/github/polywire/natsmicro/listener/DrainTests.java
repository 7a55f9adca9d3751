package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointState;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
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
			String subject = first.subject("load");
			MicroHandler handler = MicroRequest::body;
			first.endpoint(definition(first, "load").queueCapacity(200), handler);
			second.endpoint(MicroEndpointDefinition.of("load").subject(subject).queueCapacity(200), handler);
			try (Load load = new Load(first.caller, subject, 64)) {
				for (int i = 0; i < 20; i++) {
					load.awaitMore(200);
					second.registry.stop();
					assertThat(second.service.isRunning()).isFalse();
					load.awaitMore(200);
					second.registry.start();
				}
				load.stop();
				assertThat(load.lost()).isZero();
				assertThat(load.doubled()).isZero();
				assertThat(load.errors()).isZero();
			}
			assertThat(first.service.stats().endpoints().get(0).numRequests()).isPositive();
			assertThat(second.service.stats().endpoints().get(0).numRequests()).isPositive();
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
			try (Load load = new Load(served.caller, subject, 32)) {
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

	private static MicroEndpointDefinition.Builder definition(Served served, String name) {
		return MicroEndpointDefinition.of(name).subject(served.subject(name));
	}

	/**
	 * Keeps a number of requests in flight, each with a number of its own, and counts
	 * their replies.
	 */
	private static final class Load implements AutoCloseable {

		private final Connection connection;

		private final String subject;

		private final String inbox;

		private final Semaphore inFlight;

		private final int width;

		private final Dispatcher replies;

		private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

		private final AtomicInteger errors = new AtomicInteger();

		private final AtomicLong answered = new AtomicLong();

		private final AtomicBoolean running = new AtomicBoolean(true);

		private final AtomicInteger sent = new AtomicInteger();

		private final Thread sender;

		private Load(Connection connection, String subject, int width) throws Exception {
			this.connection = connection;
			this.subject = subject;
			this.width = width;
			this.inFlight = new Semaphore(width);
			this.inbox = connection.createInbox();
			this.replies = connection.createDispatcher(this::replied).subscribe(this.inbox + ".*");
			connection.flush(Served.PATIENCE);
			this.sender = new Thread(this::send, "load");
			this.sender.start();
		}

		private void send() {
			while (this.running.get()) {
				try {
					if (this.inFlight.tryAcquire(10, TimeUnit.SECONDS)) {
						int number = this.sent.incrementAndGet();
						this.connection.publish(this.subject, this.inbox + "." + number, Served.utf8("" + number));
					}
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}

		private void replied(Message reply) {
			String number = reply.getSubject().substring(this.inbox.length() + 1);
			if (!Served.text(reply).equals(number)) {
				this.errors.incrementAndGet();
			}
			if (this.counts.merge(number, 1, Integer::sum) == 1) {
				this.answered.incrementAndGet();
				this.inFlight.release();
			}
		}

		void awaitMore(int count) {
			long until = this.answered.get() + count;
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.answered.get() >= until);
		}

		void stop() throws Exception {
			this.running.set(false);
			this.sender.join();
			this.inFlight.tryAcquire(this.width, 10, TimeUnit.SECONDS);
		}

		long lost() {
			return this.sent.get() - this.answered.get();
		}

		long doubled() {
			return this.counts.values().stream().filter((count) -> count > 1).count();
		}

		int errors() {
			return this.errors.get();
		}

		@Override
		public void close() throws Exception {
			this.running.set(false);
			this.sender.interrupt();
			this.sender.join();
			this.connection.closeDispatcher(this.replies);
		}

	}

}
