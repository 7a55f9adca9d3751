package io.github.polywire.rabibridge.integration;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.github.luben.zstd.Zstd;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.listener.FunctionCounters;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.wire.Vectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Everything that was tried on RabiBridge's server, and what harms, sent to ours.
 */
class ServerToleranceTests {

	private static final String ROUTING_KEY = "async_st_echo";

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static ForeignClient client;

	private static FunctionCounters counters;

	private long invalid;

	private long withoutReplyTo;

	@BeforeAll
	static void start() throws Exception {
		application = Applications.start(rabbit);
		counters = application.getBean(RemoteCallRegistry.class)
			.register(FunctionKey.async("st_echo"), (args, kwargs, call) -> args.isEmpty() ? null : args.get(0))
			.getCounters();
		client = new ForeignClient(rabbit);
	}

	@AfterAll
	static void stop() throws Exception {
		client.close();
		application.close();
	}

	@BeforeEach
	void count() {
		this.invalid = counters.invalid();
		this.withoutReplyTo = counters.withoutReplyTo();
	}

	@AfterEach
	void isStillAlive() {
		assertThat(client.send(ROUTING_KEY, HexFormat.of().parseHex("9291a2686980")).join().body())
			.containsExactly(0x92, 0x00, 0xa2, 'h', 'i');
		await().untilAsserted(() -> assertThat(counters.inFlight()).isZero());
		assertThat(client.pendingCount()).isZero();
	}

	static Stream<JsonNode> requests() {
		return Vectors.read("server-tolerance")
			.stream()
			.filter((vector) -> !List.of("no-reply-to", "no-correlation-id", "sync-fn-on-async-key")
				.contains(vector.get("name").asString()));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void answersAsRabiBridgeOrSaysWhyNot(JsonNode vector) {
		String name = vector.get("name").asString();
		byte[] body = HexFormat.of().parseHex(vector.get("hex").asString());
		ForeignReply reply = client.send(ROUTING_KEY, body, (properties) -> properties(name, properties)).join();
		if (name.equals("args-map") || vector.get("server_behaviour").asString().startsWith("basic.reject")) {
			assertRefused(reply);
		}
		else {
			assertThat(reply.code()).isZero();
			assertThat(reply.properties().getCorrelationId())
				.matches((id) -> !name.equals("cid-arbitrary-string") || id.equals("not-a-number ä"));
			assertSameAsRabiBridge(vector.get("reply").asString(), reply.value());
		}
	}

	private BasicProperties.Builder properties(String name, BasicProperties.Builder properties) {
		return switch (name) {
			case "cid-arbitrary-string" -> properties.correlationId("not-a-number ä");
			case "persistent-ctype-headers" ->
				properties.deliveryMode(2).contentType("application/msgpack").headers(Map.of("a", 1, "b", "text"));
			case "expired-immediately-ttl0" -> properties.expiration("0");
			default -> properties;
		};
	}

	private static void assertSameAsRabiBridge(String expected, Object value) {
		String shown = (value instanceof String text) ? "'" + text + "'" : String.valueOf(value);
		if (expected.contains("Timestamp")) {
			shown = "Timestamp(seconds=" + ((Instant) value).getEpochSecond() + ", nanoseconds=0)";
		}
		String whole = "[0, " + shown + "]";
		if (expected.endsWith("...")) {
			assertThat(whole).startsWith(expected.substring(0, expected.length() - 3))
				.isEqualTo("[0, '" + "y".repeat(3000) + "']");
		}
		else {
			assertThat(whole).isEqualTo(expected);
		}
	}

	private void assertRefused(ForeignReply reply) {
		assertThat(reply.code()).isEqualTo(1);
		assertThat(reply.value()).asString().isNotBlank().doesNotContain("\n", "Exception");
		assertThat(counters.invalid()).isEqualTo(this.invalid + 1);
	}

	static Stream<JsonNode> frames() {
		return Vectors.read("zstd").stream();
	}

	@ParameterizedTest
	@MethodSource("frames")
	void acceptsTheFramesThatRabiBridgeAccepts(JsonNode vector) {
		byte[] body = HexFormat.of().parseHex(vector.get("hex").asString());
		ForeignReply reply = client.send(ROUTING_KEY, body).join();
		if (vector.get("python_accepts").asBoolean()) {
			assertThat(reply.result()).isEqualTo("y".repeat(3000));
		}
		else {
			assertRefused(reply);
		}
	}

	@Test
	void rejectsRequestWithoutReplyAddressAndCountsIt() {
		byte[] body = HexFormat.of().parseHex("9291a2686980");
		assertThat(client.publish(ROUTING_KEY, client.properties("1").replyTo(null).build(), body).join())
			.isEqualTo("ack");
		assertThat(client.publish(ROUTING_KEY, client.properties("1").replyTo("").build(), body).join())
			.isEqualTo("ack");
		await().untilAsserted(() -> assertThat(counters.withoutReplyTo()).isEqualTo(this.withoutReplyTo + 2));
		await().untilAsserted(() -> assertThat(Broker.unacknowledged(rabbit, "rpc_" + ROUTING_KEY)).isZero());
		assertThat(counters.redelivered()).isZero();
	}

	@Test
	void rejectsManyRequestsWithoutReplyAddressAmongOthers() {
		CompletableFuture<?>[] replies = new CompletableFuture<?>[500];
		for (int i = 0; i < replies.length; i++) {
			client.publish(ROUTING_KEY, client.properties("1").replyTo(null).build(), new byte[0]);
			replies[i] = client.send(ROUTING_KEY, ForeignBody.encode(List.of(List.of(i), Map.of())));
		}
		CompletableFuture.allOf(replies).join();
		await().untilAsserted(() -> assertThat(counters.withoutReplyTo()).isEqualTo(this.withoutReplyTo + 500));
		await().untilAsserted(() -> assertThat(Broker.unacknowledged(rabbit, "rpc_" + ROUTING_KEY)).isZero());
	}

	@Test
	void answersHostileBodiesAndStaysSmall() {
		long before = usedHeap();
		for (int round = 0; round < 3; round++) {
			for (byte[] body : HostileBodies.all()) {
				this.invalid = counters.invalid();
				assertRefused(client.send(ROUTING_KEY, body).join());
			}
		}
		assertThat(usedHeap() - before).isLessThan(32 << 20);
		assertThat(Broker.unacknowledged(rabbit, "rpc_" + ROUTING_KEY)).isZero();
	}

	@Test
	void answersManyHostileBodiesAtOnce() {
		byte[] arrays = HostileBodies.emptyArrays();
		CompletableFuture<?>[] replies = new CompletableFuture<?>[20];
		for (int i = 0; i < replies.length; i++) {
			replies[i] = client.send(ROUTING_KEY, (i % 2 == 0) ? arrays : HostileBodies.claimsGigabyte())
				.thenAccept((reply) -> assertThat(reply.code()).isEqualTo(1));
		}
		CompletableFuture.allOf(replies).join();
	}

	@Test
	void answersBodiesThatAreTooLarge() {
		assertTooLarge(new byte[20_000_000]);
		// More than the client library takes unless it is told.
		assertTooLarge(new byte[70_000_000]);
		byte[] compressed = Zstd.compress(ForeignBody.pack(List.of(List.of("x".repeat(20_000_000)), Map.of())), 3);
		assertTooLarge(compressed);
		assertThat(Broker.unacknowledged(rabbit, "rpc_" + ROUTING_KEY)).isZero();
		assertThat(counters.redelivered()).isZero();
	}

	private void assertTooLarge(byte[] body) {
		this.invalid = counters.invalid();
		ForeignReply reply = client.send(ROUTING_KEY, body).join();
		assertRefused(reply);
		assertThat(reply.value()).asString().contains("larger than");
	}

	@Test
	void answersCorrelationIdsThatAreNotText() throws Exception {
		byte[] id = new byte[255];
		Arrays.fill(id, (byte) 0xff);
		RawFrames.publish(client.connection(), "rpc", ROUTING_KEY, id, client.replyQueue(),
				ForeignBody.encode(List.of(List.of("odd id"), Collections.emptyMap())));
	}

	private static long usedHeap() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

}
