package io.github.polywire.natsmicro.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.ServiceError;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

class ServingTests {

	private Served served;

	@BeforeEach
	void start() throws Exception {
		this.served = Served.start();
	}

	@AfterEach
	void stop() throws Exception {
		this.served.close();
	}

	@Test
	void handlesSixteenRequestsTogether() throws Exception {
		CyclicBarrier together = new CyclicBarrier(16);
		this.served.endpoint("slow", (request) -> meet(together));
		List<CompletableFuture<Message>> replies = sendAll("slow", 16);
		for (CompletableFuture<Message> reply : replies) {
			assertThat(Served.text(reply.get(20, TimeUnit.SECONDS))).isEqualTo("met");
		}
	}

	@Test
	void handlesSixteenRequestsTogetherAfterBriefOnes() throws Exception {
		CyclicBarrier together = new CyclicBarrier(16);
		this.served.endpoint("mixed", (request) -> (request.body().length == 0) ? request.body() : meet(together));
		for (int i = 0; i < 500; i++) {
			this.served.request("mixed", "");
		}
		for (CompletableFuture<Message> reply : sendAll("mixed", 16)) {
			assertThat(Served.text(reply.get(20, TimeUnit.SECONDS))).isEqualTo("met");
		}
	}

	@Test
	void refusesAtOnceWhatItCannotTake() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		MicroEndpointContainer endpoint = this.served.endpoint(definition("bounded").concurrency(2).queueCapacity(3),
				(request) -> {
					release.await();
					return request.body();
				});
		List<CompletableFuture<Message>> replies = sendAll("bounded", 20);
		for (CompletableFuture<Message> refused : replies.subList(5, 20)) {
			assertThat(Served.error(refused.get(20, TimeUnit.SECONDS))).isEqualTo("429:Too Many Requests");
		}
		assertThat(replies.subList(0, 5)).noneMatch(CompletableFuture::isDone);
		assertThat(endpoint.getCounters().refused()).isEqualTo(15);
		assertThat(endpoint.getWaitingCount()).isEqualTo(3);
		release.countDown();
		for (CompletableFuture<Message> handled : replies.subList(0, 5)) {
			assertThat(Served.error(handled.get(20, TimeUnit.SECONDS))).isEqualTo("none");
		}
		assertThat(endpoint.stats().numRequests()).isEqualTo(20);
		assertThat(endpoint.stats().numErrors()).isEqualTo(15);
	}

	@Test
	void boundsRequestsThatAreAnsweredLater() throws Exception {
		List<CompletableFuture<String>> results = new ArrayList<>();
		this.served.endpoint(definition("later").concurrency(2).queueCapacity(1), (request) -> {
			CompletableFuture<String> result = new CompletableFuture<>();
			synchronized (results) {
				results.add(result);
			}
			return result;
		});
		List<CompletableFuture<Message>> replies = sendAll("later", 4);
		assertThat(Served.error(replies.get(3).get(20, TimeUnit.SECONDS))).isEqualTo("429:Too Many Requests");
		for (int i = 0; i < 3; i++) {
			int index = i;
			Awaitility.await().until(() -> {
				synchronized (results) {
					return results.size() > index;
				}
			});
			results.get(i).complete("later");
		}
		for (CompletableFuture<Message> reply : replies.subList(0, 3)) {
			assertThat(Served.text(reply.get(20, TimeUnit.SECONDS))).isEqualTo("later");
		}
	}

	@Test
	void refusesAtOnceWhatComesFasterThanAnswersThatComeLater() throws Exception {
		ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
		try {
			this.served.endpoint(definition("soon").concurrency(8).queueCapacity(8), (request) -> {
				CompletableFuture<String> result = new CompletableFuture<>();
				later.schedule(() -> result.complete("soon"), 5, TimeUnit.MILLISECONDS);
				return result;
			});
			for (int i = 0; i < 50; i++) {
				this.served.request("soon", "warm");
			}
			int refused = 0;
			List<CompletableFuture<Message>> replies = sendAll("soon", 2000);
			for (CompletableFuture<Message> reply : replies) {
				String error = Served.error(reply.get(20, TimeUnit.SECONDS));
				assertThat(error).isIn("none", "429:Too Many Requests");
				refused += error.equals("none") ? 0 : 1;
			}
			assertThat(refused).isGreaterThan(1000);
		}
		finally {
			later.shutdownNow();
		}
	}

	@Test
	void refusesNothingInABurstOfBriefRequests() throws Exception {
		MicroEndpointContainer endpoint = this.served.endpoint("brief", MicroRequest::body);
		for (int i = 0; i < 500; i++) {
			this.served.request("brief", "warm");
		}
		AtomicInteger errors = new AtomicInteger();
		List<CompletableFuture<Message>> replies = sendAll("brief", 2000);
		for (CompletableFuture<Message> reply : replies) {
			errors.addAndGet(Served.error(reply.get(20, TimeUnit.SECONDS)).equals("none") ? 0 : 1);
		}
		assertThat(errors.get() + endpoint.getCounters().requests()).isGreaterThanOrEqualTo(2500);
		assertThat((long) errors.get()).isEqualTo(endpoint.getCounters().refused());
	}

	@Test
	void countsWhatTheCallerGetsToSee() throws Exception {
		this.served.endpoint("handler", (request) -> switch (Served.text(request.body())) {
			case "returned" -> new ServiceError(404, "not found");
			case "responded" -> {
				request.respondError(405, "not allowed");
				yield null;
			}
			case "headers" -> MessageBuilder.withPayload("x")
				.setHeader("nativeHeaders",
						Map.of("nats-service-error-code", List.of("406"), "Nats-Service-Error", List.of("odd")))
				.build();
			case "later" -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
			case "thrown" -> throw new IllegalArgumentException("secret");
			default -> request.body();
		});
		assertThat(Served.error(this.served.request("handler", "returned"))).isEqualTo("404:not found");
		assertThat(stats().lastError()).isEqualTo("404:not found");
		assertThat(Served.error(this.served.request("handler", "responded"))).isEqualTo("405:not allowed");
		assertThat(stats().lastError()).isEqualTo("405:not allowed");
		assertThat(Served.text(this.served.request("handler", "headers"))).isEqualTo("x");
		assertThat(stats().lastError()).isEqualTo("406:odd");
		for (String asked : List.of("later", "thrown")) {
			Message reply = this.served.request("handler", asked);
			assertThat(Served.error(reply)).isEqualTo("500:Internal Server Error");
			assertThat(reply.getData()).isEmpty();
			assertThat(stats().lastError()).isEqualTo("500:Internal Server Error");
		}
		assertThat(Served.text(this.served.request("handler", "fine"))).isEqualTo("fine");
		assertThat(stats().numErrors()).isEqualTo(5);
		assertThat(stats().numRequests()).isEqualTo(6);
		this.served.service.reset();
		assertThat(stats())
			.isEqualTo(new MicroEndpointStats("handler", this.served.subject("handler"), 0, 0, "", 0, 0, "q", null));
	}

	@Test
	void countsTheTimeUntilTheResultIsThere() throws Exception {
		CompletableFuture<String> result = new CompletableFuture<>();
		this.served.endpoint("later", (request) -> result);
		CompletableFuture<Message> reply = this.served.send("later", "");
		Awaitility.await().until(() -> stats().numRequests() == 1);
		long before = System.nanoTime();
		Awaitility.await().until(() -> System.nanoTime() - before > TimeUnit.MILLISECONDS.toNanos(30));
		assertThat(stats().processingTime()).isZero();
		result.complete("x");
		reply.get(20, TimeUnit.SECONDS);
		assertThat(stats().processingTime()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(30));
		assertThat(stats().averageProcessingTime()).isEqualTo(stats().processingTime());
	}

	@Test
	void countsEveryRequestUnderConcurrency() throws Exception {
		this.served.endpoint(definition("all").queueCapacity(5000), (request) -> switch (request.body().length % 3) {
			case 0 -> "fine";
			case 1 -> CompletableFuture.supplyAsync(() -> "later");
			default -> throw new IllegalStateException();
		});
		List<CompletableFuture<Message>> replies = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			replies.add(this.served.send("all", "x".repeat(i % 3)));
		}
		for (CompletableFuture<Message> reply : replies) {
			reply.get(20, TimeUnit.SECONDS);
		}
		assertThat(stats().numRequests()).isEqualTo(3000);
		assertThat(stats().numErrors()).isEqualTo(1000);
		assertThat(stats().processingTime()).isPositive();
		assertThat(stats().averageProcessingTime()).isEqualTo(stats().processingTime() / 3000);
	}

	@Test
	void answersOnce() throws Exception {
		AtomicReference<NatsMicroException> second = new AtomicReference<>();
		this.served.endpoint("twice", (request) -> {
			request.respond(Served.utf8("one"));
			try {
				request.respond(Served.utf8("two"));
			}
			catch (NatsMicroException ex) {
				second.set(ex);
			}
			throw new IllegalStateException("after the answer");
		});
		List<String> replies = repliesTo("twice");
		assertThat(replies).containsExactly("one");
		assertThat(second.get()).hasMessageContaining("answered before")
			.hasMessageContaining(this.served.subject("twice"));
		assertThat(stats().numErrors()).isZero();
	}

	@Test
	void answersWithASuccessCode() throws Exception {
		this.served.endpoint("created", (request) -> {
			MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
			headers.add("X-Extra", "s");
			request.respondSuccess(201, Served.utf8("created"), headers);
			return null;
		});
		Headers headers = this.served.request("created", "").getHeaders();
		assertThat(headers.getFirst("Nats-Service-Success-Code")).isEqualTo("201");
		assertThat(headers.getFirst("X-Extra")).isEqualTo("s");
	}

	@Test
	void makesErrorTextsSafe() throws Exception {
		this.served.endpoint("unsafe", (request) -> new ServiceError(418, "line1\r\nX-Injected: yes \u2713"));
		Message reply = this.served.request("unsafe", "");
		assertThat(Served.error(reply)).isEqualTo("418:line1 X-Injected: yes ?");
		assertThat(reply.getHeaders().containsKeyIgnoreCase("X-Injected")).isFalse();
	}

	@Test
	void refusesHeadersThatWouldInjectAndStillAnswers() throws Exception {
		this.served.endpoint("headers", (request) -> {
			MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
			headers.add("X-Name", "a\r\nX-Injected: yes");
			assertThatIllegalArgumentException().isThrownBy(() -> request.respond(new byte[0], headers));
			assertThat(request.isAnswered()).isFalse();
			return MessageBuilder.withPayload("x").setHeader("nativeHeaders", Map.of("b\u0000", List.of("c"))).build();
		});
		assertThat(Served.error(this.served.request("headers", ""))).isEqualTo("500:Internal Server Error");
	}

	@Test
	void tellsThatAReplyIsTooLarge() throws Exception {
		int max = (int) this.served.connection.getMaxPayload();
		this.served.endpoint("large", (request) -> {
			if (Served.text(request.body()).equals("self")) {
				request.respond(new byte[max + 1]);
			}
			return new byte[Integer.parseInt(Served.text(request.body()))];
		});
		assertThat(Served.error(this.served.request("large", "" + (max + 1)))).startsWith("500:The reply of ")
			.contains("max_payload");
		assertThat(Served.error(this.served.request("large", "self"))).contains("max_payload");
		assertThat(this.served.request("large", "" + max).getData()).hasSize(max);
		assertThat(stats().numErrors()).isEqualTo(2);
	}

	@Test
	void handlesARequestWithoutReplyAddressAsAnEvent() throws Exception {
		CountDownLatch handled = new CountDownLatch(3);
		this.served.endpoint("event", (request) -> {
			assertThat(request.replyTo()).isNull();
			handled.countDown();
			if (request.body().length > 0) {
				request.respond(request.body());
				assertThat(request.isAnswered()).isTrue();
				return null;
			}
			return "nobody reads this";
		});
		this.served.caller.publish(this.served.subject("event"), null);
		this.served.caller.publish(this.served.subject("event"), Served.utf8("x"));
		this.served.caller.publish(this.served.subject("event"), null);
		assertThat(handled.await(20, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> this.served.service.getEndpoints().get(0).getCounters().inFlight() == 0);
		assertThat(stats().numErrors()).isZero();
		assertThat(stats().numRequests()).isEqualTo(3);
	}

	@Test
	void knowsHowLongTheCallerWaitsAndDropsWhatIsTooLate() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		List<Object> left = new ArrayList<>();
		MicroEndpointContainer endpoint = this.served.endpoint(definition("timed").concurrency(1).queueCapacity(5),
				(request) -> {
					left.add((request.timeLeft() != null) ? request.timeLeft().toMillis() : "none");
					release.await();
					return "done";
				});
		List<CompletableFuture<Message>> replies = new ArrayList<>();
		replies.add(this.served.send("timed", new Headers().put("timeout-ms", "60000"), ""));
		Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 1 && left.size() == 1);
		this.served.send("timed", new Headers().put("Timeout-Ms", "0"), "");
		this.served.send("timed", new Headers().put("Timeout-Ms", "1"), "");
		replies.add(this.served.send("timed", new Headers().put("Timeout-Ms", "soon"), ""));
		Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 4);
		long before = System.nanoTime();
		Awaitility.await().until(() -> System.nanoTime() - before > TimeUnit.MILLISECONDS.toNanos(5));
		release.countDown();
		for (CompletableFuture<Message> reply : replies) {
			assertThat(Served.text(reply.get(20, TimeUnit.SECONDS))).isEqualTo("done");
		}
		assertThat(endpoint.getCounters().expired()).isEqualTo(2);
		assertThat(stats().numRequests()).isEqualTo(2);
		assertThat((Long) left.get(0)).isBetween(1L, 60000L);
		assertThat(left.get(1)).isEqualTo("none");
	}

	@Test
	void deliversToEveryInstanceWithoutQueueGroup() throws Exception {
		for (int i = 0; i < 2; i++) {
			String name = "instance" + i;
			this.served.endpoint(
					MicroEndpointDefinition.of("all")
						.subject(this.served.subject("all"))
						.options(MicroEndpointDefaults.ofQueueGroup(MicroEndpointDefaults.NO_QUEUE_GROUP)),
					(request) -> name);
		}
		assertThat(repliesTo("all")).containsExactlyInAnyOrder("instance0", "instance1");
		assertThat(this.served.service.info().endpoints()).extracting("name", "queueGroup")
			.containsExactly(tuple("all", ""), tuple("all", ""));
		assertThat(this.served.service.getEndpoints()).extracting(MicroEndpointContainer::getId)
			.doesNotHaveDuplicates();
	}

	@Test
	void setsThePendingLimitsAndCountsWhatIsDropped() throws Exception {
		MicroEndpointContainer endpoint = this.served
			.endpoint(definition("narrow").options(new MicroEndpointDefaults(null, 1L, 0L)), MicroRequest::body);
		Awaitility.await().pollInSameThread().until(() -> {
			for (int i = 0; i < 5000; i++) {
				this.served.caller.publish(this.served.subject("narrow"), null);
			}
			this.served.caller.flush(Served.PATIENCE);
			return endpoint.getDroppedCount() > 0;
		});
		Awaitility.await().until(() -> endpoint.getCounters().inFlight() == 0);
		long dropped = endpoint.getDroppedCount();
		endpoint.pause();
		assertThat(endpoint.getDroppedCount()).isGreaterThanOrEqualTo(dropped);
		endpoint.resume();
		assertThat(endpoint.getDroppedCount()).isGreaterThanOrEqualTo(dropped);
	}

	@Test
	void handlesRequestsOnThreadsOfItsOwn() throws Exception {
		this.served.endpoint("thread", (request) -> Thread.currentThread().getName());
		assertThat(Served.text(this.served.request("thread", "")))
			.startsWith("nats-micro-s-" + this.served.prefix + ".thread");
	}

	@Test
	void showsTheSubjectBehindAWildcard() throws Exception {
		this.served.endpoint(MicroEndpointDefinition.of("wild").subject(this.served.prefix + ".*.x"),
				(request) -> request.subject());
		assertThat(Served.text(this.served.request("any.x", ""))).isEqualTo(this.served.subject("any.x"));
	}

	private MicroEndpointDefinition.Builder definition(String name) {
		return MicroEndpointDefinition.of(name).subject(this.served.subject(name));
	}

	private MicroEndpointStats stats() {
		return this.served.service.stats().endpoints().get(0);
	}

	private List<CompletableFuture<Message>> sendAll(String name, int count) {
		List<CompletableFuture<Message>> replies = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			replies.add(this.served.send(name, "x"));
		}
		return replies;
	}

	/**
	 * All replies to one request, which have arrived before an answer to a later one.
	 */
	private List<String> repliesTo(String name) throws Exception {
		List<String> replies = new ArrayList<>();
		String inbox = this.served.caller.createInbox();
		Subscription subscription = this.served.caller.subscribe(inbox);
		this.served.caller.publish(this.served.subject(name), inbox, null);
		this.served.caller.flush(Served.PATIENCE);
		Awaitility.await()
			.until(() -> this.served.service.getEndpoints()
				.stream()
				.allMatch((endpoint) -> endpoint.getCounters().requests() == 1
						&& endpoint.getCounters().inFlight() == 0));
		this.served.connection.flush(Served.PATIENCE);
		this.served.caller.flush(Served.PATIENCE);
		for (Message reply = subscription.nextMessage(100); reply != null; reply = subscription.nextMessage(100)) {
			replies.add(Served.text(reply));
		}
		return replies;
	}

	private static String meet(CyclicBarrier barrier) throws InterruptedException {
		try {
			barrier.await(20, TimeUnit.SECONDS);
			return "met";
		}
		catch (BrokenBarrierException | TimeoutException ex) {
			return ex.toString();
		}
	}

}
