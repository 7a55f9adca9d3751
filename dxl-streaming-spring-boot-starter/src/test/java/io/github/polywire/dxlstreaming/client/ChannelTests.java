package io.github.polywire.dxlstreaming.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.DxlStreamingException;
import io.github.polywire.dxlstreaming.OffsetReset;
import io.github.polywire.dxlstreaming.PayloadException;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the document of the Python client says of a channel.
 */
class ChannelTests {

	private static final Duration SHORT = Duration.ofMillis(5);

	private final DxlStreamTestServer server = DxlStreamTestServer.start(1);

	private AnnotationConfigApplicationContext context;

	private Channel channel;

	@BeforeEach
	void start() throws IOException {
		this.context = Contexts.start(this.server.properties(), new Class<?>[0]);
		DxlStreamChannelFactory factory = this.context.getBean(DxlStreamChannelFactory.class);
		this.channel = factory.create(factory.options("g").offset(OffsetReset.EARLIEST).build());
	}

	@AfterEach
	void stop() {
		this.channel.close();
		this.context.close();
		this.server.close();
	}

	private void publish(int from, int to) {
		for (int i = from; i < to; i++) {
			this.server.publish("t", "k", "{\"n\": " + i + "}");
		}
	}

	@Test
	void consumesAndCommits() {
		publish(0, 3);
		this.channel.subscribe("t");
		assertThat(this.channel.subscriptions()).containsExactly("t");
		assertThat(this.channel.consume(Numbered.class)).extracting((record) -> record.payload().n())
			.containsExactly(0, 1, 2);
		assertThat(this.server.committed("g", "t")).isZero();
		this.channel.commit();
		assertThat(this.server.committed("g", "t")).isEqualTo(3);
		this.channel.destroy();
		assertThat(this.server.consumers()).isZero();
	}

	@Test
	void callsWithoutSenseArePermanent() {
		assertThatExceptionOfType(PermanentException.class).isThrownBy(this.channel::consume)
			.withMessageContaining("not subscribed");
		assertThatExceptionOfType(PermanentException.class).isThrownBy(() -> this.channel.subscribe(List.of()));
		Channel producer = this.context.getBean(DxlStreamChannelFactory.class)
			.create(ChannelOptions.builder(null).build());
		assertThatExceptionOfType(PermanentException.class).isThrownBy(producer::create)
			.withMessageContaining("consumer group");
		this.channel.destroy();
		assertThatExceptionOfType(PermanentException.class).isThrownBy(this.channel::create)
			.withMessage("Channel has been destroyed");
		assertThatExceptionOfType(PermanentException.class).isThrownBy(() -> this.channel.run((records) -> true, "t"))
			.withMessage("Channel has been destroyed");
	}

	@Test
	void retriesWhatFailsTemporarily() {
		publish(0, 1);
		this.server.failNext(503, 2);
		this.channel.subscribe("t");
		this.server.failNext(500, 2);
		assertThat(this.channel.consume()).hasSize(1);
		this.server.failNext(502, 1);
		this.channel.commit();
		assertThat(this.server.committed("g", "t")).isOne();
	}

	@Test
	void withoutRetriesFailuresAreThrown() {
		this.channel.subscribe("t");
		this.channel.setRetryOnFail(false);
		this.server.failNext(503, 1);
		assertThatExceptionOfType(TemporaryException.class).isThrownBy(this.channel::consume)
			.withMessageContaining("503");
		this.server.expireTokens();
		assertThatExceptionOfType(TemporaryException.class).isThrownBy(this.channel::consume)
			.withMessageContaining("potentially expired");
		assertThat(this.channel.consume()).isEmpty();
		this.server.removeConsumers();
		assertThatExceptionOfType(ConsumerException.class).isThrownBy(this.channel::consume)
			.withMessageContaining("does not exist");
		assertThat(this.channel.consume()).isEmpty();
	}

	@Test
	void runEndsQuietlyWhenTheConsumerIsLostAndNothingIsRetried() {
		this.channel.setRetryOnFail(false);
		AtomicInteger calls = new AtomicInteger();
		this.channel.run((records) -> {
			calls.incrementAndGet();
			this.server.removeConsumers();
			return true;
		}, SHORT, List.of("t"));
		assertThat(calls).hasValue(1);
	}

	@Test
	void logsInAgainWhenTheTokenExpires() {
		publish(0, 1);
		this.channel.subscribe("t");
		this.server.expireTokens();
		assertThat(this.channel.consume()).hasSize(1);
		assertThat(this.server.logins()).isEqualTo(2);
	}

	@Test
	void runGoesOnWithANewConsumer() {
		publish(0, 2);
		List<Integer> seen = new ArrayList<>();
		this.channel.run((records) -> {
			records.forEach((record) -> seen.add(record.payload().get("n").asInt()));
			if (seen.size() == 2) {
				this.server.removeConsumers();
				publish(2, 3);
			}
			return !seen.contains(2);
		}, SHORT, List.of("t"));
		// The commit of the first two was refused with 404, so they came again.
		assertThat(seen).containsExactly(0, 1, 0, 1, 2);
		assertThat(this.server.committed("g", "t")).isEqualTo(3);
	}

	@Test
	void falseCommitsAndEnds() {
		publish(0, 2);
		this.channel.run((records) -> false, SHORT, List.of("t"));
		assertThat(this.server.committed("g", "t")).isEqualTo(2);
	}

	@Test
	void callbackThatThrowsCommitsNothingThenOrLater() {
		publish(0, 2);
		assertThatIllegalStateException().isThrownBy(() -> this.channel.run((records) -> {
			throw new IllegalStateException("no");
		}, SHORT, List.of("t")));
		assertThat(this.server.committed("g", "t")).isZero();
		publish(2, 3);
		this.channel.run((records) -> {
			assertThat(records).extracting((record) -> record.payload().get("n").asInt()).containsExactly(0, 1, 2);
			return false;
		}, SHORT, List.of());
		assertThat(this.server.committed("g", "t")).isEqualTo(3);
		assertThatExceptionOfType(DxlStreamingException.class).isThrownBy(() -> this.channel.run((records) -> {
			throw new IOException("checked");
		}, SHORT, List.of())).withCauseInstanceOf(IOException.class);
	}

	@Test
	void stopFromAnotherThreadWaitsForTheCommit() throws Exception {
		publish(0, 1);
		CountDownLatch inCallback = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		CompletableFuture<Void> run = CompletableFuture.runAsync(() -> this.channel.run((records) -> {
			inCallback.countDown();
			assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
			return true;
		}, SHORT, List.of("t")));
		assertThat(inCallback.await(10, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(PermanentException.class).isThrownBy(() -> this.channel.run((records) -> true, "t"))
			.withMessageContaining("already in progress");
		CompletableFuture<Void> stop = CompletableFuture.runAsync(this.channel::stop);
		assertThat(stop).isNotDone();
		goOn.countDown();
		stop.get(10, TimeUnit.SECONDS);
		assertThat(this.server.committed("g", "t")).isOne();
		run.get(10, TimeUnit.SECONDS);
	}

	@Test
	void stopFromTheCallbackDoesNotWaitForItself() {
		publish(0, 1);
		this.channel.run((records) -> {
			this.channel.stop();
			return true;
		}, SHORT, List.of("t"));
		assertThat(this.server.committed("g", "t")).isOne();
		this.channel.stop();
	}

	@Test
	void stopEndsAPauseAtOnce() throws Exception {
		CompletableFuture<Void> run = CompletableFuture
			.runAsync(() -> this.channel.run((records) -> true, Duration.ofHours(1), List.of("t")));
		Awaitility.await().until(() -> this.server.requests().stream().anyMatch((it) -> it.endsWith("/records")));
		this.channel.destroy();
		run.get(10, TimeUnit.SECONDS);
		assertThat(this.server.consumers()).isZero();
	}

	@Test
	void destroyThatFailsLeavesTheChannelAlive() {
		this.channel.subscribe("t");
		this.server.failNext(500, 1);
		assertThatExceptionOfType(TemporaryException.class).isThrownBy(this.channel::destroy);
		assertThat(this.channel.consume()).isEmpty();
	}

	@Test
	void poisonPayloadComesAgainUntilItIsTakenRaw() {
		this.server.publishRaw("t", "k", Map.of(), "%%%");
		publish(1, 2);
		this.channel.subscribe("t");
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(PayloadException.class).isThrownBy(this.channel::consume)
				.satisfies((ex) -> assertThat(ex.getRecord().payload()).isEqualTo("%%%"));
		}
		assertThat(this.channel.consumeRaw()).hasSize(2);
		this.channel.commit();
		assertThat(this.server.committed("g", "t")).isEqualTo(2);
	}

	@Test
	void producesAndTellsLag() {
		this.channel.produce(new DxlMessage("out", "k", new Numbered(5)));
		assertThat(this.server.records("out")).singleElement()
			.satisfies((record) -> assertThat(new String(record.decodedPayload())).isEqualTo("{\"n\":5}"));
		this.server.failNext(503, 1);
		assertThatExceptionOfType(PermanentException.class)
			.isThrownBy(() -> this.channel.produce(new DxlMessage("out", "k", "1")))
			.withMessageContaining("503");
		assertThat(this.server.records("out")).hasSize(1);
	}

	record Numbered(int n) {

	}

}
