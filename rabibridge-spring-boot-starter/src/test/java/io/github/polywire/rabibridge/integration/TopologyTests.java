package io.github.polywire.rabibridge.integration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.client.RemoteCallTemplate;
import io.github.polywire.rabibridge.listener.RemoteCallContainer;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.wire.Vectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What is declared at the broker and how messages are marked, against what was recorded
 * of RabiBridge.
 */
class TopologyTests {

	private static final LocalRabbit rabbit = LocalRabbit.shared();

	private static ConfigurableApplicationContext application;

	private static RemoteCallTemplate template;

	private static RemoteCallRegistry registry;

	@BeforeAll
	static void start() {
		application = Applications.start(rabbit);
		template = application.getBean(RemoteCallTemplate.class);
		registry = application.getBean(RemoteCallRegistry.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void declaresWhatRabiBridgeDeclares() {
		JsonNode state = Vectors.readDocument("broker-state");
		for (JsonNode queue : state.get("queues")) {
			String name = queue.get("name").asString();
			boolean sync = name.startsWith("rpc_sync_");
			RemoteCallOptions options = RemoteCallOptions.defaults();
			Map<String, String> arguments = arguments(queue);
			if (arguments.containsKey("x-max-length")) {
				options = options.withQueueSize(Integer.parseInt(arguments.get("x-max-length")));
			}
			if (arguments.containsKey("x-message-ttl")) {
				options = options.withTimeout(Duration.ofMillis(Long.parseLong(arguments.get("x-message-ttl"))));
			}
			FunctionKind kind = sync ? FunctionKind.SYNC : FunctionKind.ASYNC;
			registry.register(new FunctionKey("tp_" + name.substring(sync ? 9 : 10), kind), options,
					(args, kwargs, call) -> null);
		}
		Map<String, JsonNode> queues = Broker.queues(rabbit, "arguments", "durable", "auto_delete", "exclusive",
				"consumers");
		for (JsonNode expected : state.get("queues")) {
			JsonNode actual = queues.get(ours(expected.get("name").asString()));
			assertThat(actual).isNotNull();
			for (String column : List.of("durable", "auto_delete", "exclusive", "consumers")) {
				assertThat(actual.get(column)).as(column).isEqualTo(expected.get(column));
			}
			assertThat(arguments(actual)).isEqualTo(arguments(expected));
		}
		List<JsonNode> bindings = Broker.list(rabbit, "list_bindings");
		for (JsonNode expected : state.get("bindings")) {
			String routingKey = ours("rpc_" + expected.get("routing_key").asString()).substring(4);
			assertThat(bindings).anySatisfy((actual) -> {
				assertThat(actual.get("routing_key").asString()).isEqualTo(routingKey);
				assertThat(actual.get("destination_name").asString()).isEqualTo("rpc_" + routingKey);
				for (String column : List.of("source_name", "source_kind", "destination_kind", "arguments")) {
					assertThat(actual.get(column)).as(column).isEqualTo(expected.get(column));
				}
			});
		}
		assertThat(Broker.list(rabbit, "list_exchanges", "name", "type", "durable", "auto_delete", "internal",
				"arguments"))
			.contains(state.get("exchanges").get(0));
	}

	private static String ours(String queue) {
		return queue.replaceFirst("^rpc_(a?sync)_", "rpc_$1_tp_");
	}

	/**
	 * The arguments, without the widths of integers, which the broker ignores.
	 */
	private static Map<String, String> arguments(JsonNode queue) {
		Map<String, String> arguments = new TreeMap<>();
		for (JsonNode argument : queue.get("arguments")) {
			arguments.put(argument.get(0).asString(), argument.get(2).asString());
		}
		return arguments;
	}

	@Test
	void sharesQueueThatForeignServerDeclaredBefore() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit)) {
			// Of the smallest types, as Python sends them.
			Map<String, Object> arguments = Map.of("x-max-length", (byte) 1, "x-message-ttl", (short) 2000);
			server.serveRaw("async_tp_before", arguments, 1, (request) -> {
			});
			RemoteCallContainer container = registry.register(FunctionKey.async("tp_before"),
					RemoteCallOptions.defaults().withQueueSize(1).withTimeout(Duration.ofSeconds(2)),
					(args, kwargs, call) -> null);
			assertThat(container.getState()).isEqualTo(ContainerState.RUNNING);
			assertThat(Broker.queues(rabbit, "consumers").get("rpc_async_tp_before").get("consumers").asInt())
				.isEqualTo(2);
		}
	}

	@Test
	void sharesQueueWithForeignServerThatComesLater() throws Exception {
		registry.register(FunctionKey.async("tp_after"),
				RemoteCallOptions.defaults().withQueueSize(100_000).withTimeout(Duration.ofSeconds(600)),
				(args, kwargs, call) -> null);
		try (ForeignServer server = new ForeignServer(rabbit)) {
			Channel channel = server.declare("async_tp_after",
					Map.of("x-max-length", 100_000, "x-message-ttl", 600_000), 10);
			assertThat(channel.queueDeclarePassive("rpc_async_tp_after").getConsumerCount()).isOne();
			channel.exchangeDeclarePassive("rpc");
		}
	}

	@Test
	void marksRequestsAsRabiBridgeDoesAndTellsTheTimeLeft() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit)) {
			BlockingQueue<ForeignRequest> requests = new LinkedBlockingQueue<>();
			server.serveRaw("async_tp_request", Map.of(), null, (request) -> {
				requests.add(request);
				request.reply(0, null);
				request.acknowledge();
			});
			template.call(RemoteCallRequest.to("tp_request").timeout(Duration.ofSeconds(10)), Void.class);
			ForeignRequest request = requests.poll(20, TimeUnit.SECONDS);
			JsonNode expected = Vectors.read("properties").get(0);
			assertThat(request.delivery().getEnvelope().getExchange())
				.isEqualTo(expected.at("/publish/exchange").asString());
			assertThat(request.delivery().getEnvelope().getRoutingKey()).isEqualTo("async_tp_request");
			Map<String, Object> actual = fields(request.properties());
			Map<?, ?> headers = (Map<?, ?>) actual.get("headers");
			long left = Long.parseLong((String) actual.remove("expiration"));
			assertThat(left).isBetween(1L, 10_000L);
			assertThat(headers.keySet()).hasToString("[x-timeout-ms]");
			assertThat(((Number) headers.get("x-timeout-ms")).longValue()).isEqualTo(left);
			assertSameFields(actual, expected.get("decoded"));
			assertThat((String) actual.get("correlation_id")).matches("\\d{1,10}");
			assertThat(Long.parseLong((String) actual.get("correlation_id"))).isBetween(0L, (1L << 30) - 1);
			assertThat((String) actual.get("reply_to")).matches("amq_[0-9a-f]{32}");
			assertThat((String) actual.get("message_id")).matches("[0-9a-f]{32}");
			JsonNode replyQueue = Broker.queues(rabbit, "durable", "exclusive", "auto_delete", "arguments", "consumers")
				.get((String) actual.get("reply_to"));
			assertThat(replyQueue.get("durable").asBoolean()).isFalse();
			assertThat(replyQueue.get("exclusive").asBoolean()).isTrue();
			assertThat(replyQueue.get("auto_delete").asBoolean()).isFalse();
			assertThat(replyQueue.get("arguments")).isEmpty();
			template.call(RemoteCallRequest.to("tp_request").header("mine", "yes"), Void.class);
			ForeignRequest next = requests.poll(20, TimeUnit.SECONDS);
			assertThat(next.properties().getHeaders()).hasEntrySatisfying("mine",
					(value) -> assertThat(value).hasToString("yes"));
			assertThat(next.properties().getMessageId()).isNotEqualTo(actual.get("message_id"));
			assertThat(Long.parseLong(next.properties().getCorrelationId()))
				.isEqualTo((Long.parseLong((String) actual.get("correlation_id")) + 1) % (1L << 30));
		}
	}

	@Test
	void marksRepliesAsRabiBridgeDoes() throws Exception {
		registry.register(FunctionKey.async("tp_reply"), (args, kwargs, call) -> null);
		try (ForeignClient client = new ForeignClient(rabbit)) {
			ForeignReply reply = client.call("tp_reply");
			Map<String, Object> actual = fields(reply.properties());
			assertThat(actual).containsEntry("headers", Map.of());
			assertSameFields(actual, Vectors.read("properties").get(1).get("decoded"));
			assertThat((String) actual.get("message_id")).matches("[0-9a-f]{32}");
			assertThat(reply.routingKey()).isEqualTo(client.replyQueue());
		}
	}

	private static void assertSameFields(Map<String, Object> actual, JsonNode expected) {
		assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.propertyNames());
		assertThat(actual.get("delivery_mode")).isEqualTo(expected.get("delivery_mode").asInt());
		assertThat(actual.get("priority")).isEqualTo(expected.get("priority").asInt());
	}

	private static Map<String, Object> fields(BasicProperties properties) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("content_type", properties.getContentType());
		fields.put("content_encoding", properties.getContentEncoding());
		fields.put("headers", properties.getHeaders());
		fields.put("delivery_mode", properties.getDeliveryMode());
		fields.put("priority", properties.getPriority());
		fields.put("correlation_id", properties.getCorrelationId());
		fields.put("reply_to", properties.getReplyTo());
		fields.put("expiration", properties.getExpiration());
		fields.put("message_id", properties.getMessageId());
		fields.put("timestamp", properties.getTimestamp());
		fields.put("type", properties.getType());
		fields.put("user_id", properties.getUserId());
		fields.put("app_id", properties.getAppId());
		fields.put("cluster_id", properties.getClusterId());
		fields.values().removeIf(Objects::isNull);
		return fields;
	}

	@Test
	void failsWhenQueueHasOtherArgumentsAndIsConsumed() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit); ForeignClient client = new ForeignClient(rabbit)) {
			server.serve("async_tp_taken", (request) -> "the other's");
			for (boolean reRegister : new boolean[] { false, true }) {
				RemoteCallOptions options = RemoteCallOptions.defaults().withQueueSize(5).withReRegister(reRegister);
				RemoteCallContainer container = registry.register(FunctionKey.async("tp_taken"), options,
						(args, kwargs, call) -> "ours");
				assertThat(container.getState()).isEqualTo(ContainerState.FAILED);
				assertThat(container.describe().error()).contains("rpc_async_tp_taken")
					.contains("x-max-length=5")
					.contains(reRegister ? "in use" : "inequivalent arg 'x-max-length'");
				assertThat(client.call("tp_taken").result()).isEqualTo("the other's");
				assertThat(registry.unregister(FunctionKey.async("tp_taken"))).isTrue();
				assertThat(client.call("tp_taken").result()).isEqualTo("the other's");
			}
		}
	}

	@Test
	void replacesUnconsumedQueueOnlyIfTold() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit)) {
			server.declare("async_tp_replace", Map.of(), null);
			FunctionKey function = FunctionKey.async("tp_replace");
			RemoteCallOptions options = RemoteCallOptions.defaults().withQueueSize(5);
			RemoteCallContainer container = registry.register(function, options, (args, kwargs, call) -> "ours");
			assertThat(container.getState()).isEqualTo(ContainerState.FAILED);
			registry.unregister(function);
			container = registry.register(function, options.withReRegister(true), (args, kwargs, call) -> "ours");
			assertThat(container.getState()).isEqualTo(ContainerState.RUNNING);
			assertThat(template.call("tp_replace", String.class)).isEqualTo("ours");
			// Where there is no queue yet it works as well.
			RemoteCallContainer fresh = registry.register(FunctionKey.async("tp_fresh"), options.withReRegister(true),
					(args, kwargs, call) -> "fresh");
			assertThat(fresh.getState()).isEqualTo(ContainerState.RUNNING);
			assertThat(template.call("tp_fresh", String.class)).isEqualTo("fresh");
		}
	}

	@Test
	void failsToStartFastIfTold() throws Exception {
		try (ForeignServer server = new ForeignServer(rabbit);
				ConfigurableApplicationContext other = Applications.start(rabbit, "rabibridge.server.fail-fast=true")) {
			server.serve("async_tp_fast", (request) -> "the other's");
			RemoteCallRegistry failing = other.getBean(RemoteCallRegistry.class);
			assertThatExceptionOfType(RemoteCallQueueException.class)
				.isThrownBy(() -> failing.register(FunctionKey.async("tp_fast"),
						RemoteCallOptions.defaults().withQueueSize(5), (args, kwargs, call) -> null))
				.satisfies((ex) -> {
					assertThat(ex.getQueue()).isEqualTo("rpc_async_tp_fast");
					assertThat(ex.getBrokerReason()).contains("x-max-length");
					assertThat(ex.getWantedArguments()).containsEntry("x-max-length", 5);
				});
		}
	}

	@Test
	void usesFixedReplyQueueIfTold() {
		try (ConfigurableApplicationContext other = Applications.start(rabbit,
				"rabibridge.client.reply-queue=tp-replies")) {
			registry.register(FunctionKey.async("tp_where"), (args, kwargs, call) -> call.replyTo());
			assertThat(other.getBean(RemoteCallTemplate.class).call("tp_where", String.class)).isEqualTo("tp-replies");
		}
		await().untilAsserted(() -> assertThat(Broker.queues(rabbit)).doesNotContainKey("tp-replies"));
	}

	@Test
	void opensReplyQueueAgainWhenItIsDeleted() {
		registry.register(FunctionKey.async("tp_again"), (args, kwargs, call) -> call.replyTo());
		try (ConfigurableApplicationContext other = Applications.start(rabbit)) {
			RemoteCallTemplate client = other.getBean(RemoteCallTemplate.class);
			String first = client.call("tp_again", String.class);
			rabbit.ctl("delete_queue", first);
			await().untilAsserted(() -> assertThat(client.tryCall("tp_again", String.class).success()).isTrue());
		}
	}

}
