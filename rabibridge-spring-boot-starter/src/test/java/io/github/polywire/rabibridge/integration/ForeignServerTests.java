package io.github.polywire.rabibridge.integration;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.github.luben.zstd.Zstd;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteCallResult;
import io.github.polywire.rabibridge.RemoteCallTimeoutException;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.wire.Vectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Our client that calls a server that is not ours.
 */
class ForeignServerTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static RemoteCallTemplate template;

	private static ForeignServer server;

	private final Map<String, ForeignRequest> heldRequests = new ConcurrentHashMap<>();

	@BeforeAll
	static void start() throws Exception {
		application = Applications.start(rabbit);
		template = application.getBean(RemoteCallTemplate.class);
		server = new ForeignServer(rabbit);
		server.serve("async_fs_echo", (request) -> request.args().isEmpty() ? null : request.args().get(0));
		server.serve("async_fs_echo_args", (request) -> List.of(request.args(), request.kwargs()));
		server.serve("sync_fs_add", (request) -> (Integer) request.args().get(0) + (Integer) request.args().get(1));
		server.serve("async_fs_fail", (request) -> {
			throw new IllegalStateException((String) request.args().get(0));
		});
	}

	@AfterAll
	static void stop() throws Exception {
		server.close();
		application.close();
	}

	static Stream<Object> values() {
		return ForeignClientTests.values();
	}

	@ParameterizedTest
	@MethodSource("values")
	void getsBackEveryKindOfValue(Object value) {
		assertThat(template.call("fs_echo", Object.class, value)).isEqualTo(value);
	}

	@Test
	void getsBackNull() {
		assertThat(template.call("fs_echo", Object.class, (Object) null)).isNull();
		assertThat(template.call("fs_echo", String.class)).isNull();
		assertThat(template.call("fs_echo", Void.class, 1)).isNull();
	}

	@Test
	void bindsResultsToTypes() {
		assertThat(template.call("fs_echo", Long.class, 5)).isEqualTo(5L);
		assertThat(template.call("fs_echo", double.class, 5)).isEqualTo(5.0);
		assertThat(template.call("fs_echo", BigInteger.class, 5)).isEqualTo(BigInteger.valueOf(5));
		assertThat(template.call("fs_echo", Point.class, new Point(1, 2))).isEqualTo(new Point(1, 2));
		assertThat(template.call(RemoteCallRequest.to("fs_echo").arg(List.of(new Point(1, 2))),
				new ParameterizedTypeReference<List<Point>>() {
				}))
			.containsExactly(new Point(1, 2));
		assertThatExceptionOfType(RemoteCallException.class).isThrownBy(() -> template.call("fs_echo", int.class, "x"))
			.withMessageContaining("fs_echo")
			.withMessageContaining("expected an integer")
			.withMessageContaining("\"x\"");
	}

	@Test
	void sendsArgumentsAndKeywords() {
		RemoteCallRequest request = RemoteCallRequest.to("fs_echo_args")
			.arg(1)
			.arg(null)
			.kwarg("name", "Ä")
			.kwarg("z", List.of(1, 2));
		assertThat(template.call(request, Object.class))
			.isEqualTo(List.of(Arrays.asList(1, null), Map.of("name", "Ä", "z", List.of(1, 2))));
	}

	@Test
	void callsSyncFunctions() {
		RemoteCallRequest request = RemoteCallRequest.to("fs_add").kind(FunctionKind.SYNC).args(2, 3);
		assertThat(template.call(request, Integer.class)).isEqualTo(5);
	}

	@Test
	void sendsAndGetsLargeCompressedBodies() {
		byte[] random = new byte[3_000_000];
		new Random(1).nextBytes(random);
		assertThat(template.call("fs_echo", byte[].class, random)).isEqualTo(random);
		String text = "repetitive text, ".repeat(500_000);
		assertThat(template.call("fs_echo", String.class, text)).isEqualTo(text);
	}

	@Test
	void compressesRequestsAboveThresholdOnlyAndTellsContentSize() throws Exception {
		List<byte[]> bodies = Collections.synchronizedList(new ArrayList<>());
		server.serveRaw("async_fs_bodies", Map.of(), null, (request) -> {
			bodies.add(request.body());
			request.reply(0, null);
			request.acknowledge();
		});
		// [[str16 of n], {}] is n + 6 bytes long.
		template.call("fs_bodies", Void.class, "x".repeat(1018));
		template.call("fs_bodies", Void.class, "x".repeat(1019));
		assertThat(bodies.get(0)).hasSize(1024);
		assertThat(ForeignBody.isCompressed(bodies.get(0))).isFalse();
		assertThat(ForeignBody.isCompressed(bodies.get(1))).isTrue();
		assertThat(Zstd.getFrameContentSize(bodies.get(1))).isEqualTo(1025);
	}

	@Test
	void throwsRemoteErrors() {
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call("fs_fail", Object.class, "outer"))
			.withMessageContaining("fs_fail")
			.withMessageContaining("Traceback (most recent call last):")
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo(1);
				assertThat(ex.getCorrelationId()).containsOnlyDigits();
				assertThat(ex.getRemoteError())
					.isEqualTo("Traceback (most recent call last):\nIllegalStateException: outer\n");
				assertThat(ex.getFunction().name()).isEqualTo("fs_fail");
			});
		String large = "large ".repeat(10_000);
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call("fs_fail", Object.class, large))
			.withMessageContaining(large);
		RemoteCallResult<Object> result = template.tryCall("fs_fail", Object.class, "tried");
		assertThat(result.success()).isFalse();
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.error()).isInstanceOf(RemoteExecutionException.class);
	}

	@Test
	void acceptsRepliesWithOtherProperties() throws Exception {
		server.serveRaw("async_fs_extra", Map.of(), null, (request) -> {
			BasicProperties properties = request.replyProperties()
				.contentType("application/json")
				.contentEncoding("utf-8")
				.appId("app")
				.deliveryMode(2)
				.priority(5)
				.type("type")
				.headers(Map.of("a", "b", "n", 1, "deep", List.of(Map.of("x", "y"))))
				.build();
			request.reply(properties, ForeignBody.encode(List.of(0, "fine")));
			request.reply(new BasicProperties.Builder().correlationId(properties.getCorrelationId()).build(),
					ForeignBody.encode(List.of(0, "twice")));
			request.acknowledge();
		});
		long late = template.lateReplyCount();
		assertThat(template.call("fs_extra", String.class)).isEqualTo("fine");
		await().untilAsserted(() -> assertThat(template.lateReplyCount()).isEqualTo(late + 1));
	}

	static Stream<JsonNode> replies() {
		return Vectors.read("client-tolerance")
			.stream()
			.filter((vector) -> !vector.get("hex").asString().isEmpty()
					|| vector.get("name").asString().equals("reply-empty-body"));
	}

	@ParameterizedTest
	@MethodSource("replies")
	void endsCallAsTheReplySays(JsonNode vector) throws Exception {
		String name = vector.get("name").asString();
		byte[] body = HexFormat.of().parseHex(vector.get("hex").asString());
		String function = "fs_" + name.replace('-', '_');
		server.serveRaw("async_" + function, Map.of(), null, (request) -> {
			request.reply(body);
			request.acknowledge();
		});
		CompletableFuture<String> held = holdCall(function + "_held");
		RemoteCallResult<Object> result = template.tryCall(function, Object.class);
		switch (name) {
			case "reply-ok" -> assertThat(result.orElseThrow()).isEqualTo(1);
			case "reply-plain-above-threshold", "reply-zstd-content-size" ->
				assertThat(result.orElseThrow()).isEqualTo("y".repeat(3000));
			case "reply-err-code-2" -> {
				assertThat(result.code()).isEqualTo(2);
				assertThat(result.error()).isInstanceOfSatisfying(RemoteExecutionException.class, (ex) -> {
					assertThat(ex.getCode()).isEqualTo(2);
					assertThat(ex.getRemoteError()).isEqualTo("x");
				});
			}
			default -> {
				assertThat(result.code()).isNull();
				assertThat(result.error()).isExactlyInstanceOf(RemoteCallException.class)
					.hasMessageContaining(function)
					.hasMessageContaining("cannot be decoded: ");
			}
		}
		assertThat(held).isNotDone();
		release(function + "_held");
		assertThat(held.join()).isEqualTo("held");
	}

	private CompletableFuture<String> holdCall(String function) throws Exception {
		server.serveRaw("async_" + function, Map.of(), null, (request) -> this.heldRequests.put(function, request));
		CompletableFuture<String> call = template.callAsync(function, String.class);
		await().until(() -> this.heldRequests.containsKey(function));
		return call;
	}

	private void release(String function) {
		ForeignRequest request = this.heldRequests.get(function);
		request.reply(0, "held");
		request.acknowledge();
	}

	@Test
	void acceptsTrueAsErrorCode() throws Exception {
		server.serveRaw("async_fs_true", Map.of(), null, (request) -> {
			request.reply(ForeignBody.pack(List.of(true, "text")));
			request.acknowledge();
		});
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> template.call("fs_true", Object.class))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(1));
	}

	@Test
	void timesOutWhenReplyHasNoOrUnknownCorrelationId() throws Exception {
		server.serveRaw("async_fs_ids", Map.of(), null, (request) -> {
			request.reply(request.replyProperties().correlationId(null).build(), ForeignBody.pack(List.of(0, 1)));
			request.reply(request.replyProperties().correlationId("bogus").build(), ForeignBody.pack(List.of(0, 1)));
			request.acknowledge();
		});
		long late = template.lateReplyCount();
		CompletableFuture<String> held = holdCall("fs_ids_held");
		assertThatExceptionOfType(RemoteCallTimeoutException.class)
			.isThrownBy(
					() -> template.call(RemoteCallRequest.to("fs_ids").timeout(Duration.ofMillis(500)), Object.class))
			.withMessageContaining("fs_ids")
			.withMessageContaining("500 ms");
		assertThat(template.lateReplyCount()).isEqualTo(late + 2);
		assertThat(held).isNotDone();
		release("fs_ids_held");
		assertThat(held.join()).isEqualTo("held");
	}

	@Test
	void survivesHostileReplies() throws Exception {
		List<byte[]> bodies = HostileBodies.all();
		for (int i = 0; i < bodies.size(); i++) {
			byte[] body = bodies.get(i);
			String function = "fs_hostile_" + i;
			server.serveRaw("async_" + function, Map.of(), null, (request) -> {
				request.reply(body);
				request.acknowledge();
			});
			assertThat(template.tryCall(function, Object.class).error()).isExactlyInstanceOf(RemoteCallException.class)
				.hasMessageContaining(function)
				.hasMessageContaining("cannot be decoded: ");
		}
		assertThat(template.call("fs_echo", Integer.class, 1)).isEqualTo(1);
	}

	record Point(int x, int y) {

	}

}
