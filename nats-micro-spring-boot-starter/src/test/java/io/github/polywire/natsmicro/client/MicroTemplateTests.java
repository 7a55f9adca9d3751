package io.github.polywire.natsmicro.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroCallResult;
import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroConversionException;
import io.github.polywire.natsmicro.MicroReply;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroRequestTooLargeException;
import io.github.polywire.natsmicro.MicroServiceException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NoRespondersException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Requests over a real server.
 */
class MicroTemplateTests {

	private Called called;

	@BeforeEach
	void connect() throws Exception {
		this.called = new Called();
	}

	@AfterEach
	void close() throws Exception {
		this.called.close();
	}

	@Test
	void sendsAndReadsBytesTextAndJson() throws Exception {
		String echo = this.called.echo();
		MicroTemplate template = this.called.template;
		assertThat(template.request(echo, new byte[] { 0, -1 }, byte[].class)).containsExactly(0, -1);
		assertThat(template.request(echo, "\"grüße\"", String.class)).isEqualTo("\"grüße\"");
		assertThat(template.request(echo, new Order("a", 2), Order.class)).isEqualTo(new Order("a", 2));
		assertThat(template.request(echo, new Order("a", 2), String.class)).isEqualTo("{\"id\":\"a\",\"count\":2}");
		assertThat(template.request(MicroCall.to(echo).body(List.of(new Order("b", 3))),
				new ParameterizedTypeReference<List<Order>>() {
				}))
			.containsExactly(new Order("b", 3));
	}

	@Test
	void readsAnEmptyBodyAsNothing() throws Exception {
		String echo = this.called.echo();
		assertThat(this.called.template.request(echo, null, Order.class)).isNull();
		assertThat(this.called.template.request(echo, null, Void.class)).isNull();
		assertThat(this.called.template.request(echo, null, byte[].class)).isEmpty();
		assertThat(this.called.template.request(echo, null, String.class)).isEmpty();
		assertThat(this.called.template.request(echo, "no JSON", Void.class)).isNull();
	}

	@Test
	void sendsHeadersAndTheTimeThatIsLeft() throws Exception {
		MicroCall call = MicroCall.to(this.called.echo())
			.header("Tenant", "blue")
			.header("Tenant", "green")
			.timeout(Duration.ofSeconds(7));
		MicroReply reply = this.called.template.request(call, MicroReply.class);
		assertThat(reply).isNotNull();
		assertThat(reply.headers()).containsEntry("Tenant", List.of("blue", "green"));
		assertThat(reply.header("tenant")).isEqualTo("blue");
		assertThat(Long.parseLong(String.valueOf(reply.header("Timeout-Ms")))).isBetween(1L, 7000L);
	}

	@Test
	void readsTheSuccessCode() throws Exception {
		String subject = this.called.answer("created", new Headers().add("Nats-Service-Success-Code", "201"), "x");
		MicroReply reply = this.called.template.request(subject, null, MicroReply.class);
		assertThat(reply).isNotNull();
		assertThat(reply.successCode()).isEqualTo(201);
		assertThat(reply.text()).isEqualTo("x");
	}

	@Test
	void throwsWhatTheServiceAnswersWith() throws Exception {
		Headers headers = new Headers().add("nats-service-error", "not found")
			.add("NATS-SERVICE-ERROR-CODE", "404")
			.add("Detail", "x");
		String subject = this.called.answer("missing", headers, "{}");
		assertThatExceptionOfType(MicroServiceException.class)
			.isThrownBy(() -> this.called.template.request(subject, null, Order.class))
			.withMessage("'" + subject + "' answered with error 404: not found")
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo(404);
				assertThat(ex.getDescription()).isEqualTo("not found");
				assertThat(ex.getSubject()).isEqualTo(subject);
				assertThat(ex.getBody()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
				assertThat(ex.getHeaders()).containsEntry("Detail", List.of("x"));
			});
	}

	@Test
	void takesACodeThatIsNoNumberForAnInternalError() throws Exception {
		String subject = this.called.answer("odd", new Headers().add("Nats-Service-Error-Code", "E-7"), "");
		assertThatExceptionOfType(MicroServiceException.class)
			.isThrownBy(() -> this.called.template.request(subject, null, Order.class))
			.withMessageContaining("E-7")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(500));
	}

	@Test
	void takesAnErrorWithoutCodeForAnAnswer() throws Exception {
		String subject = this.called.answer("half", new Headers().add("Nats-Service-Error", "oops"), "fine");
		assertThat(this.called.template.request(subject, null, String.class)).isEqualTo("fine");
	}

	@Test
	void saysAtOnceThatNobodyIsThere() {
		String subject = this.called.subject("nobody");
		assertThatExceptionOfType(NoRespondersException.class)
			.isThrownBy(() -> this.called.template.request(subject, "x", String.class))
			.withMessageContaining(subject);
		assertThat(this.called.template.requestAsync(subject, "x", String.class)).failsWithin(Called.PATIENCE)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(NoRespondersException.class);
		assertThat(this.called.template.failureCount(MicroTemplate.Failure.NO_RESPONDERS)).isEqualTo(2);
	}

	@Test
	void namesSubjectAndTimeWhenNoAnswerComes() throws Exception {
		String subject = this.called.serve("silent", (message) -> {
		});
		MicroCall call = MicroCall.to(subject).timeout(Duration.ofMillis(80));
		assertThatExceptionOfType(MicroTimeoutException.class)
			.isThrownBy(() -> this.called.template.request(call, String.class))
			.withMessageContaining(subject)
			.withMessageContaining("80 ms");
		assertThat(this.called.template.requestAsync(call, String.class)).failsWithin(Called.PATIENCE)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MicroTimeoutException.class);
		assertThat(this.called.template.inFlightCount()).isZero();
	}

	@Test
	void dropsAnAnswerThatComesLate() throws Exception {
		LinkedBlockingQueue<Message> requests = new LinkedBlockingQueue<>();
		String subject = this.called.serve("late", requests::add);
		MicroCall call = MicroCall.to(subject).timeout(Duration.ofMillis(50));
		assertThat(this.called.template.tryRequest(call, String.class).error())
			.isInstanceOf(MicroTimeoutException.class);
		Message request = requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		this.called.peer.publish(request.getReplyTo(), "late".getBytes(StandardCharsets.UTF_8));
		assertThat(this.called.template.request(this.called.echo(), "next", String.class)).isEqualTo("next");
	}

	@Test
	void givesTheInterruptBack() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		String subject = this.called.serve("wait", (message) -> received.countDown());
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			MicroCallResult<String> result = this.called.template.tryRequest(subject, null, String.class);
			interrupted
				.complete(Thread.currentThread().isInterrupted() && result.error() instanceof MicroRequestException);
		});
		caller.start();
		assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void refusesWhatIsLargerThanTheServerTakes() throws Exception {
		long maxPayload = this.called.connection.getMaxPayload();
		String echo = this.called.echo();
		assertThatExceptionOfType(MicroRequestTooLargeException.class)
			.isThrownBy(() -> this.called.template.request(echo, new byte[(int) maxPayload], byte[].class))
			.withMessageContaining(String.valueOf(maxPayload))
			.withMessageMatching(".* of \\d+ bytes .*");
		assertThat(this.called.template.request(echo, "still connected", String.class)).isEqualTo("still connected");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "a..b", "a b", "a\r\nPUB b", "a.*", "a.>", "a." })
	void refusesSubjectsThatCannotBeSent(String subject) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.called.template.request(subject, null, String.class));
		assertThat(this.called.template.requestAsync(subject, null, String.class)).failsWithin(Called.PATIENCE)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void refusesHeadersThatCannotBeSent() {
		MicroCall call = MicroCall.to("a").header("X", "1\r\nY: 2");
		assertThatIllegalArgumentException().isThrownBy(() -> this.called.template.request(call, String.class))
			.withMessageContaining("'X'")
			.withMessageContaining("line breaks");
	}

	@Test
	void saysThatAnAnswerDoesNotFit() throws Exception {
		String subject = this.called.answer("text", new Headers(), "no JSON");
		assertThatExceptionOfType(MicroConversionException.class)
			.isThrownBy(() -> this.called.template.request(subject, null, Order.class))
			.withMessageContaining(subject)
			.withMessageContaining("Order");
	}

	@Test
	void saysThatABodyCannotBeWritten() {
		assertThatExceptionOfType(MicroConversionException.class)
			.isThrownBy(() -> this.called.template.request("a", new Unwritable(), String.class))
			.withMessageContaining("Unwritable");
	}

	@Test
	void saysThatTheConnectionWasClosed() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		String subject = this.called.serve("wait", (message) -> received.countDown());
		CompletableFuture<@Nullable String> future = this.called.template.requestAsync(subject, null, String.class);
		assertThat(received.await(20, TimeUnit.SECONDS)).isTrue();
		this.called.connection.close();
		assertThat(future).failsWithin(Called.PATIENCE)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(MicroConnectionException.class);
		assertThatExceptionOfType(MicroConnectionException.class).isThrownBy(() -> this.called.template
			.request(MicroCall.to(subject).timeout(Duration.ofMillis(100)), String.class));
	}

	@Test
	void letsContinuationsBlockAndWaitForEachOther() throws Exception {
		String echo = this.called.echo();
		Held held = new Held("held");
		CountDownLatch all = new CountDownLatch(40);
		List<CompletableFuture<String>> futures = IntStream.range(0, 40)
			.mapToObj(
					(i) -> this.called.template.requestAsync(held.subject, "x" + i, String.class).thenApply((value) -> {
						all.countDown();
						await(all);
						return String.valueOf(this.called.template.request(echo, value, String.class));
					}))
			.toList();
		held.answer(40);
		for (int i = 0; i < 40; i++) {
			assertThat(futures.get(i)).succeedsWithin(Called.PATIENCE).isEqualTo("x" + i);
		}
	}

	@Test
	void answersOthersWhileContinuationsBlock() throws Exception {
		String echo = this.called.echo();
		Held held = new Held("held");
		CountDownLatch blocked = new CountDownLatch(3);
		CountDownLatch release = new CountDownLatch(1);
		List<CompletableFuture<Boolean>> futures = IntStream.range(0, 3)
			.mapToObj((i) -> this.called.template.requestAsync(held.subject, "x", String.class).thenApply((value) -> {
				blocked.countDown();
				await(release);
				return true;
			}))
			.toList();
		held.answer(3);
		await(blocked);
		for (int i = 0; i < 100; i++) {
			assertThat(this.called.template.request(echo, i, Integer.class)).isEqualTo(i);
			assertThat(this.called.template.requestAsync(echo, i, Integer.class)).succeedsWithin(Called.PATIENCE)
				.isEqualTo(i);
		}
		assertThat(futures).noneMatch(CompletableFuture::isDone);
		release.countDown();
		assertThat(futures).allSatisfy((future) -> assertThat(future).succeedsWithin(Called.PATIENCE));
	}

	@Test
	void bearsContinuationsThatThrowAndThatLeaveAnInterrupt() throws Exception {
		String echo = this.called.echo();
		Held held = new Held("held");
		CompletableFuture<Void> thrown = this.called.template.requestAsync(held.subject, "x", String.class)
			.thenAccept((value) -> {
				throw new AssertionError("A continuation that fails");
			});
		CompletableFuture<Void> interrupted = this.called.template.requestAsync(held.subject, "x", String.class)
			.thenAccept((value) -> Thread.currentThread().interrupt());
		held.answer(2);
		assertThat(thrown).failsWithin(Called.PATIENCE);
		assertThat(interrupted).succeedsWithin(Called.PATIENCE);
		assertThat(this.called.template.request(echo, "next", String.class)).isEqualTo("next");
		assertThat(this.called.template.requestAsync(echo, "later", String.class)).succeedsWithin(Called.PATIENCE)
			.isEqualTo("later");
	}

	@Test
	void takesOnlyTheFirstReply() throws Exception {
		String subject = this.called.serve("twice", (message) -> {
			this.called.peer.publish(message.getReplyTo(), "first".getBytes(StandardCharsets.UTF_8));
			this.called.peer.publish(message.getReplyTo(), "second".getBytes(StandardCharsets.UTF_8));
			this.called.peer.publish(message.getReplyTo() + "x", "nobody's".getBytes(StandardCharsets.UTF_8));
		});
		for (int i = 0; i < 20; i++) {
			assertThat(this.called.template.request(subject, "x", String.class)).isEqualTo("first");
		}
		assertThat(this.called.template.inFlightCount()).isZero();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void forgetsARequestThatIsCancelled() throws Exception {
		String subject = this.called.serve("wait", (message) -> {
		});
		CompletableFuture<@Nullable String> future = this.called.template.requestAsync(subject, null, String.class);
		future.cancel(false);
		Awaitility.await().until(() -> this.called.template.inFlightCount() == 0);
		assertThat(this.called.template.failureCount(MicroTemplate.Failure.NO_RESPONDERS)).isZero();
	}

	@Test
	void answersRequestsOfManyThreads() throws Exception {
		String echo = this.called.echo();
		IntStream.range(0, 400)
			.parallel()
			.forEach((i) -> assertThat(this.called.template.request(echo, i, Integer.class)).isEqualTo(i));
		List<CompletableFuture<@Nullable Integer>> futures = IntStream.range(0, 2000)
			.mapToObj((i) -> this.called.template.requestAsync(echo, i, Integer.class))
			.toList();
		for (int i = 0; i < futures.size(); i++) {
			assertThat(futures.get(i)).succeedsWithin(Called.PATIENCE).isEqualTo(i);
		}
	}

	@Test
	void waitsForRequestsInFlightWhenItStopsAndStartsAgain() throws Exception {
		LinkedBlockingQueue<Message> requests = new LinkedBlockingQueue<>();
		String subject = this.called.serve("slow", requests::add);
		CompletableFuture<@Nullable String> future = this.called.template.requestAsync(subject, null, String.class);
		Message request = requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		CountDownLatch stopped = new CountDownLatch(1);
		this.called.template.stop(stopped::countDown);
		Awaitility.await()
			.untilAsserted(() -> assertThat(
					this.called.template.tryRequest(this.called.subject("x"), null, String.class).error())
				.isInstanceOf(MicroConnectionException.class)
				.hasMessageContaining("stopping"));
		this.called.peer.publish(request.getReplyTo(), "done".getBytes(StandardCharsets.UTF_8));
		assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(future).succeedsWithin(Called.PATIENCE).isEqualTo("done");
		this.called.template.start();
		assertThat(this.called.template.request(this.called.echo(), "again", String.class)).isEqualTo("again");
	}

	@Test
	void tellsHowARequestEnded() throws Exception {
		MicroCallResult<Map<?, ?>> failed = this.called.template.tryRequest(
				MicroCall.to(this.called.answer("bad", new Headers().add("Nats-Service-Error-Code", "400"), "")),
				new ParameterizedTypeReference<>() {
				});
		assertThat(failed.success()).isFalse();
		assertThat(failed.code()).isEqualTo(400);
		assertThatExceptionOfType(MicroServiceException.class).isThrownBy(failed::orElseThrow);
		MicroCallResult<String> fine = this.called.template.tryRequest(this.called.echo(), "x", String.class);
		assertThat(fine.orElseThrow()).isEqualTo("x");
	}

	/**
	 * Requests that are answered when they are told to be, with what they asked.
	 */
	private final class Held {

		private final LinkedBlockingQueue<Message> requests = new LinkedBlockingQueue<>();

		private final String subject;

		private Held(String name) throws Exception {
			this.subject = MicroTemplateTests.this.called.serve(name, this.requests::add);
		}

		private void answer(int count) throws Exception {
			for (int i = 0; i < count; i++) {
				Message request = this.requests.poll(20, TimeUnit.SECONDS);
				assertThat(request).isNotNull();
				MicroTemplateTests.this.called.peer.publish(request.getReplyTo(), request.getData());
			}
		}

	}

	record Order(String id, int count) {

	}

	record Unwritable(Unwritable[] self) {

		Unwritable() {
			this(new Unwritable[1]);
			this.self[0] = this;
		}

	}

}
