package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.github.luben.zstd.Zstd;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.annotation.RemoteCall;
import io.github.polywire.rabibridge.listener.FunctionCounters;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Our server called by a client that is not ours.
 */
class ForeignClientTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static ForeignClient client;

	@BeforeAll
	static void start() throws Exception {
		application = Applications.start(Functions.class, rabbit);
		client = new ForeignClient(rabbit);
	}

	@AfterAll
	static void stop() throws Exception {
		client.close();
		application.close();
	}

	static Stream<Object> values() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("a", 1);
		map.put("ä€😀", Arrays.asList(null, true, Map.of("deep", List.of(List.of()))));
		map.put("nothing", null);
		return Stream.of(false, true, 0, 127, 128, 255, 256, 65535, 65536, Integer.MAX_VALUE, 1L << 31, 1L << 32,
				Long.MAX_VALUE, BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE), -1,
				-32, -33, -128, -129, -32769, Integer.MIN_VALUE, Long.MIN_VALUE, 0.0, -0.0, 3.25, Double.MAX_VALUE,
				Double.NaN, Double.NEGATIVE_INFINITY, "", "a", "ä€😀", "x".repeat(31), "x".repeat(32), "x".repeat(255),
				"x".repeat(256), "x".repeat(70_000), new byte[0], new byte[] { 0, 1, -1 }, new byte[70_000],
				Collections.emptyList(), IntStream.range(0, 40_000).boxed().toList(), map, Collections.emptyMap(),
				Instant.ofEpochSecond(1704067200), Instant.parse("2524-01-01T00:00:00.123456789Z"));
	}

	@ParameterizedTest
	@MethodSource("values")
	void getsBackEveryKindOfValue(Object value) {
		assertThat(client.call("fc_echo", value).result()).isEqualTo(value);
	}

	@Test
	void getsBackNull() {
		assertThat(client.call("fc_echo", (Object) null).body()).containsExactly(0x92, 0x00, 0xc0);
		assertThat(client.call("fc_echo").body()).containsExactly(0x92, 0x00, 0xc0);
	}

	@Test
	void bindsByPositionAndKeyword() {
		assertThat(client.call("async_fc_sum", List.of(1, 2), Map.of()).result()).isEqualTo(3);
		assertThat(client.call("async_fc_sum", List.of(1), Map.of("b", 2)).result()).isEqualTo(3);
		assertThat(client.call("async_fc_sum", List.of(), Map.of("a", 1, "b", 2)).result()).isEqualTo(3);
	}

	@Test
	void callsSyncFunctionsUnderTheirOwnKeyOnly() {
		assertThat(client.call("sync_fc_add", List.of(1, 2), Map.of()).result()).isEqualTo(3);
		assertThatException().isThrownBy(() -> client.call("async_fc_add", List.of(1, 2), Map.of()))
			.withMessageContaining("NO_ROUTE");
	}

	@Test
	void compressesAboveThresholdOnlyAndTellsContentSize() {
		// [0, str16 of n] is n + 5 bytes long.
		ForeignReply plain = client.call("fc_echo", "x".repeat(1019));
		assertThat(plain.body()).hasSize(1024);
		ForeignReply compressed = client.call("fc_echo", "x".repeat(1020));
		assertThat(ForeignBody.isCompressed(compressed.body())).isTrue();
		assertThat(Zstd.getFrameContentSize(compressed.body())).isEqualTo(1025);
		assertThat(compressed.result()).isEqualTo("x".repeat(1020));
	}

	@Test
	void sendsAndGetsLargeCompressedBodies() {
		byte[] random = new byte[3_000_000];
		new Random(1).nextBytes(random);
		assertThat(client.call("fc_echo", random).result()).isEqualTo(random);
		String text = "repetitive text, ".repeat(500_000);
		ForeignReply reply = client.call("fc_echo", text);
		assertThat(reply.result()).isEqualTo(text);
		assertThat(reply.body().length).isLessThan(10_000);
	}

	@Test
	void getsErrorsAsText() {
		ForeignReply reply = client.call("fc_fail", "on purpose");
		assertThat(reply.code()).isEqualTo(1);
		assertThat(reply.value()).isEqualTo("IllegalStateException: on purpose");
	}

	@Test
	void getsLargeErrorsCompressed() {
		ForeignReply reply = client.call("fc_fail", "very ".repeat(1000));
		assertThat(ForeignBody.isCompressed(reply.body())).isTrue();
		assertThat(reply.value()).asString().endsWith("very ".repeat(1000));
	}

	@Test
	void getsArbitraryCorrelationIdsBack() {
		for (String id : List.of("0", "not a number", "ä€😀", "x".repeat(255), "-1", " ")) {
			ForeignReply reply = client
				.send("async_fc_echo", ForeignBody.encode(List.of(List.of(id), Map.of())),
						(properties) -> properties.correlationId(id))
				.join();
			assertThat(reply.properties().getCorrelationId()).isEqualTo(id);
			assertThat(reply.result()).isEqualTo(id);
		}
	}

	@Test
	void getsReplyWithoutCorrelationIdForRequestWithout() {
		BasicProperties properties = client.properties(null).build();
		client.publish("async_fc_echo", properties, ForeignBody.encode(List.of(List.of("no id"), Map.of()))).join();
		await().untilAsserted(() -> assertThat(client.uncorrelated())
			.anySatisfy((reply) -> assertThat(reply.value()).isEqualTo("no id")
				.satisfies((value) -> assertThat(reply.properties().getCorrelationId()).isNull())));
	}

	@Test
	void getsReplyByDirectReplyTo() throws Exception {
		CompletableFuture<ForeignReply> reply = new CompletableFuture<>();
		Channel channel = client.connection().createChannel();
		channel.basicConsume("amq.rabbitmq.reply-to", true,
				(tag, message) -> reply.complete(new ForeignReply(message.getProperties(), message.getBody(), "")),
				(tag) -> {
				});
		long unroutable = application.getBean(RemoteCallRegistry.class).unroutableReplyCount();
		channel.basicPublish("rpc", "async_fc_echo", true, false,
				client.properties("direct").replyTo("amq.rabbitmq.reply-to").build(),
				ForeignBody.encode(List.of(List.of("direct"), Map.of())));
		assertThat(reply.get(20, TimeUnit.SECONDS).result()).isEqualTo("direct");
		assertThat(reply.join().properties().getCorrelationId()).isEqualTo("direct");
		await().untilAsserted(() -> assertThat(counters("async_fc_echo").inFlight()).isZero());
		assertThat(application.getBean(RemoteCallRegistry.class).unroutableReplyCount()).isEqualTo(unroutable);
		channel.close();
	}

	@Test
	void acknowledgesAndCountsWhenReplyQueueVanished() {
		RemoteCallRegistry registry = application.getBean(RemoteCallRegistry.class);
		long unroutable = registry.unroutableReplyCount();
		for (int i = 0; i < 100; i++) {
			client.publish("async_fc_echo", client.properties("1").replyTo("amq_vanished").build(),
					ForeignBody.encode(List.of(List.of(1), Map.of())));
		}
		await().untilAsserted(() -> assertThat(registry.unroutableReplyCount()).isEqualTo(unroutable + 100));
		await().untilAsserted(() -> assertThat(counters("async_fc_echo").inFlight()).isZero());
		await().untilAsserted(() -> assertThat(Broker.unacknowledged(rabbit, "rpc_async_fc_echo")).isZero());
		assertThat(client.call("fc_echo", "still here").result()).isEqualTo("still here");
	}

	@Test
	void passesHeadersAndPropertiesOfAnyKind() {
		Map<String, Object> headers = new LinkedHashMap<>();
		headers.put("id", "not Spring's");
		headers.put("timestamp", 1L);
		headers.put("contentType", List.of("a", Map.of("b", 1)));
		headers.put("rabibridge_context", "mine");
		headers.put("nothing", null);
		headers.put("bytes", new byte[] { 1 });
		headers.put("x-timeout-ms", "not a number");
		ForeignReply reply = client.send("async_fc_headers", ForeignBody.encode(List.of(List.of(), Map.of())),
				(properties) -> properties.headers(headers)
					.contentType("text/plain")
					.contentEncoding("gzip")
					.deliveryMode(2)
					.priority(9)
					.type("type")
					.appId("app")
					.timestamp(new Date()))
			.join();
		assertThat(reply.result()).isEqualTo(List.of("id=not Spring's", "timestamp=1", "null"));
	}

	@Test
	void tellsHandlerTheTimeLeft() {
		ForeignReply reply = client
			.send("async_fc_headers", ForeignBody.encode(List.of(List.of(), Map.of())),
					(properties) -> properties.headers(Map.of("x-timeout-ms", 3_600_000)))
			.join();
		assertThat(((List<?>) reply.result()).get(2)).asString().startsWith("PT");
	}

	@Test
	void getsTheReplyOnlyOnceUnderLoad() {
		List<CompletableFuture<ForeignReply>> replies = IntStream.range(0, 5000)
			.mapToObj((i) -> client.send("async_fc_echo", ForeignBody.encode(List.of(List.of(i), Map.of()))))
			.toList();
		for (int i = 0; i < replies.size(); i++) {
			assertThat(replies.get(i).join().result()).isEqualTo(i);
		}
		assertThat(client.pendingCount()).isZero();
		await().untilAsserted(() -> assertThat(Broker.unacknowledged(rabbit, "rpc_async_fc_echo")).isZero());
	}

	@Test
	void neverAnswersTheRequestOfAnUnknownFunction() {
		assertThatException().isThrownBy(() -> client.call("fc_nobody"))
			.withCauseInstanceOf(IOException.class)
			.withMessageContaining("NO_ROUTE");
		assertThat(client.call("fc_echo", 1).result()).isEqualTo(1);
	}

	private static FunctionCounters counters(String id) {
		return application.getBean(RemoteCallRegistry.class).getContainer(id).getCounters();
	}

	@Configuration(proxyBeanMethods = false)
	static class Functions {

		@Bean
		Handlers foreignClientHandlers() {
			return new Handlers();
		}

	}

	static class Handlers {

		@RemoteCall("fc_echo")
		@Nullable Object echo(@Nullable Object x) {
			return x;
		}

		@RemoteCall("fc_sum")
		CompletableFuture<Integer> sum(int a, int b) {
			return CompletableFuture.completedFuture(a + b);
		}

		@RemoteCall(name = "fc_add", kind = FunctionKind.SYNC)
		int add(int a, int b) {
			return a + b;
		}

		@RemoteCall("fc_fail")
		void fail(String message) {
			throw new IllegalStateException(message);
		}

		@RemoteCall("fc_headers")
		List<String> headers(RemoteCallContext call) {
			Duration left = call.timeLeft();
			return List.of("id=" + call.headers().get("id"), "timestamp=" + call.headers().get("timestamp"),
					(left != null) ? left.toString() : "null");
		}

	}

}
