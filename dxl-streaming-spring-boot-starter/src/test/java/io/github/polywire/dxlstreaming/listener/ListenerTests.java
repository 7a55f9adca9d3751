package io.github.polywire.dxlstreaming.listener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.dxlstreaming.ContainerState;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.DxlBatchException;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated listeners and their containers.
 */
@Timeout(60)
class ListenerTests {

	private final DxlStreamTestServer server = DxlStreamTestServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	private void publish(int from, int to) {
		for (int i = from; i < to; i++) {
			this.server.publish("t", "k" + i % 7, "{\"n\": " + i + "}");
		}
	}

	private static DxlStreamListenerContainer only(AnnotationConfigApplicationContext context) {
		return context.getBean(DxlStreamListenerRegistry.class).getContainers().iterator().next();
	}

	private void awaitCommitted(long records) {
		Awaitility.await().until(() -> this.server.committed("g", "t") == records);
	}

	@Test
	void handlesRecordsInTheOrderOfTheirPartitions() {
		publish(0, 100);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class)) {
			awaitCommitted(100);
			Recording recording = context.getBean(Recording.class);
			assertThat(recording.seen).hasSize(100);
			for (int partition = 0; partition < 3; partition++) {
				int current = partition;
				assertThat(recording.seen).filteredOn((record) -> record.partition() == current)
					.extracting(DxlRecord::offset)
					.isSorted();
			}
			publish(100, 150);
			awaitCommitted(150);
			assertThat(recording.seen).hasSize(150);
			assertThat(only(context).state()).isEqualTo(ContainerState.RUNNING);
		}
		assertThat(this.server.consumers()).isZero();
	}

	@Test
	void severalConsumersShareThePartitions() {
		publish(0, 100);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class,
				"dxl.streaming.listener.concurrency=3", "n=3")) {
			Awaitility.await().until(() -> only(context).describe().consumers().size() == 3);
			awaitCommitted(100);
			assertThat(context.getBean(Recording.class).distinct()).hasSize(100);
		}
	}

	@Test
	void goesOnWhenTokensExpireConsumersAreLostAndRequestsFail() {
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class)) {
			for (int round = 0; round < 5; round++) {
				publish(round * 20, round * 20 + 20);
				this.server.expireTokens();
				this.server.failNext(503, 2);
				this.server.removeConsumers();
				awaitCommitted(round * 20L + 20);
			}
			assertThat(context.getBean(Recording.class).distinct()).hasSize(100);
			assertThat(only(context).counters().failures()).isPositive();
			this.server.removeConsumers();
			Awaitility.await().until(() -> only(context).counters().lostConsumers() > 0);
		}
	}

	@Test
	void bindsWhatAMethodAsksFor() {
		this.server.publishRaw("t", "k", Map.of("tenantId", "T1", "id", "X"), "eyJuIjogNX0=");
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Binding.class)) {
			awaitCommitted(1);
			assertThat(context.getBean(Binding.class).seen).containsExactly("Numbered[n=5] T1 X none {\"n\": 5} t 5");
		}
	}

	@Test
	void bindsTypeVariablesOfTheClass() {
		publish(0, 3);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, OfNumbers.class)) {
			awaitCommitted(3);
			assertThat(context.getBean(OfNumbers.class).seen).hasSize(3).allMatch(Numbered.class::isInstance);
		}
	}

	@Test
	void retriesThenSkips() {
		publish(0, 3);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Failing.class)) {
			awaitCommitted(3);
			Failing failing = context.getBean(Failing.class);
			assertThat(failing.seen).filteredOn((n) -> n == 1).hasSize(3);
			assertThat(failing.seen).contains(0, 2);
			assertThat(only(context).counters().skipped()).isOne();
			assertThat(only(context).counters().retries()).isEqualTo(2);
			assertThat(only(context).counters().inHand()).isZero();
		}
	}

	@Test
	void deadLettersWhatFailsAndWhatCannotBeRead() {
		publish(0, 2);
		this.server.publishRaw("t", "k", Map.of("h", "v"), "not base64");
		this.server.publish("t", "k", "not JSON");
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Failing.class,
				"dxl.streaming.listener.error.dead-letter-topic=dead")) {
			awaitCommitted(4);
			List<DxlRawRecord> dead = this.server.records("dead");
			assertThat(dead).hasSize(3);
			assertThat(dead).extracting((record) -> new String(record.decodedPayload()))
				.containsExactlyInAnyOrder("{\"n\": 1}", "not base64", "not JSON");
			assertThat(dead).allSatisfy((record) -> assertThat(record.headers()).containsEntry("x-original-topic", "t")
				.containsKeys("x-original-partition", "x-original-offset", "x-exception"));
			assertThat(only(context).counters().invalidPayloads()).isEqualTo(2);
		}
	}

	@Test
	void stopsAtWhatFailsAndCommitsWhatWasBefore() {
		for (int i = 0; i < 3; i++) {
			this.server.publish("t", "same", "{\"n\": " + i + "}");
		}
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Failing.class,
				"dxl.streaming.listener.error.action=stop")) {
			Awaitility.await().until(() -> only(context).state() == ContainerState.FAILED);
			assertThat(this.server.committed("g", "t")).isOne();
			assertThat(only(context).describe().failure()).contains("t-").contains("@1");
			assertThat(this.server.consumers()).isZero();
			context.getBean(Failing.class).poison = -1;
			only(context).start();
			awaitCommitted(3);
			assertThat(context.getBean(Failing.class).seen).endsWith(1, 2);
		}
	}

	@Test
	void batchesAreSplitAtWhatFails() {
		for (int i = 0; i < 5; i++) {
			this.server.publish("t", "same", (i == 3) ? "poison" : "{\"n\": " + i + "}");
		}
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Batches.class)) {
			awaitCommitted(5);
			Batches batches = context.getBean(Batches.class);
			assertThat(batches.handled).containsExactly(0, 2, 4);
			assertThat(only(context).counters().skipped()).isEqualTo(2);
		}
	}

	@Test
	void whatIsNotAcknowledgedComesAgain() {
		publish(0, 3);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Manual.class)) {
			awaitCommitted(3);
			Manual manual = context.getBean(Manual.class);
			assertThat(manual.calls.get()).isEqualTo(6);
		}
	}

	@Test
	void pausesAndResumes() {
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class)) {
			Awaitility.await().until(() -> only(context).state() == ContainerState.RUNNING);
			only(context).pause();
			assertThat(only(context).state()).isEqualTo(ContainerState.PAUSED);
			int polls = settledPolls(context);
			publish(0, 10);
			Awaitility.await()
				.during(100, TimeUnit.MILLISECONDS)
				.until(() -> only(context).counters().polls() == polls);
			assertThat(context.getBean(Recording.class).seen).isEmpty();
			only(context).resume();
			awaitCommitted(10);
		}
	}

	private static int settledPolls(AnnotationConfigApplicationContext context) {
		AtomicInteger last = new AtomicInteger(-1);
		Awaitility.await().pollInterval(50, TimeUnit.MILLISECONDS).until(() -> {
			int now = (int) only(context).counters().polls();
			return last.getAndSet(now) == now;
		});
		return last.get();
	}

	@Test
	void shutdownCommitsWhatIsInHand() throws Exception {
		publish(0, 1);
		AnnotationConfigApplicationContext context = Contexts.start(this.server, Slow.class);
		Slow slow = context.getBean(Slow.class);
		assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close);
		slow.goOn.countDown();
		closing.get(10, TimeUnit.SECONDS);
		assertThat(this.server.committed("g", "t")).isOne();
		assertThat(this.server.consumers()).isZero();
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("dxl-streaming-")));
	}

	@Test
	void survivesStopAndStart() {
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class)) {
			for (int i = 1; i <= 3; i++) {
				publish(i * 10 - 10, i * 10);
				awaitCommitted(i * 10L);
				context.stop();
				assertThat(this.server.consumers()).isZero();
				context.start();
			}
			assertThat(context.getBean(Recording.class).seen).hasSize(30);
		}
	}

	@Test
	void warnsWhenABatchNearsTheSessionTimeout() throws Exception {
		publish(0, 1);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Slow.class,
				"dxl.streaming.consumer.session-timeout=100ms", "dxl.streaming.consumer.request-timeout=200ms")) {
			Awaitility.await().until(() -> only(context).counters().slowBatches() == 1);
			context.getBean(Slow.class).goOn.countDown();
			awaitCommitted(1);
		}
	}

	@Test
	void refusedCredentialsStopTheContainer() {
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Recording.class,
				"dxl.streaming.auth.password=wrong")) {
			Awaitility.await().until(() -> only(context).state() == ContainerState.FAILED);
			assertThat(only(context).describe().failure()).contains("'me'")
				.contains(this.server.url())
				.doesNotContain("wrong");
		}
	}

	@Test
	void listenerMayStopItsOwnContainer() {
		publish(0, 1);
		try (AnnotationConfigApplicationContext context = Contexts.start(this.server, Stopping.class)) {
			Stopping stopping = context.getBean(Stopping.class);
			stopping.container.complete(only(context));
			Awaitility.await().until(() -> only(context).state() == ContainerState.STOPPED);
			assertThat(this.server.committed("g", "t")).isOne();
		}
	}

	record Numbered(int n) {

	}

	static class Recording {

		final List<DxlRecord<Numbered>> seen = Collections.synchronizedList(new ArrayList<>());

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST,
				configs = "max.poll.records=10")
		void handle(DxlRecord<Numbered> record) {
			this.seen.add(record);
		}

		List<Integer> distinct() {
			synchronized (this.seen) {
				return this.seen.stream().map((record) -> record.payload().n()).distinct().toList();
			}
		}

	}

	static class Binding {

		final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		@DxlStreamListener(topics = "${topic:t}", group = "#{'g'}", offset = DxlStreamListener.EARLIEST)
		void handle(Numbered payload, @Header String tenantId, @Headers Map<String, String> headers,
				@Header(name = "absent", defaultValue = "none") String absent, String text, DxlRawRecord raw,
				DxlRecord<Map<String, Integer>> record) {
			this.seen.add(payload + " " + tenantId + " " + headers.get("id") + " " + absent + " " + text + " "
					+ raw.topic() + " " + record.payload().get("n"));
		}

	}

	abstract static class Generic<T> {

		final List<Object> seen = Collections.synchronizedList(new ArrayList<>());

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(List<DxlRecord<T>> records) {
			records.forEach((record) -> this.seen.add(record.payload()));
		}

	}

	static class OfNumbers extends Generic<Numbered> {

		@Override
		void handle(List<DxlRecord<Numbered>> records) {
			super.handle(records);
		}

	}

	static class Failing {

		final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());

		volatile int poison = 1;

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		CompletableFuture<Void> handle(Numbered payload) {
			this.seen.add(payload.n());
			return (payload.n() == this.poison) ? CompletableFuture.failedFuture(new IllegalStateException("poison"))
					: CompletableFuture.completedFuture(null);
		}

	}

	static class Batches {

		final List<Integer> handled = Collections.synchronizedList(new ArrayList<>());

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(List<Numbered> payloads) {
			for (int i = 0; i < payloads.size(); i++) {
				if (payloads.get(i).n() == 1) {
					throw new DxlBatchException("no ones", i, null);
				}
				this.handled.add(payloads.get(i).n());
			}
		}

	}

	static class Manual {

		final AtomicInteger calls = new AtomicInteger();

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST, ackMode = "manual")
		void handle(Numbered payload, DxlAcknowledgment acknowledgment) {
			if (this.calls.incrementAndGet() % 2 == 0) {
				acknowledgment.acknowledge();
			}
		}

	}

	static class Slow {

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch goOn = new CountDownLatch(1);

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(Numbered payload) throws InterruptedException {
			this.entered.countDown();
			assertThat(this.goOn.await(20, TimeUnit.SECONDS)).isTrue();
		}

	}

	static class Stopping {

		final CompletableFuture<DxlStreamListenerContainer> container = new CompletableFuture<>();

		@DxlStreamListener(topics = "t", group = "g", offset = DxlStreamListener.EARLIEST)
		void handle(Numbered payload) throws Exception {
			this.container.get(10, TimeUnit.SECONDS).stop();
		}

	}

}
