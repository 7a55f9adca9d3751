package io.github.polywire.metricq.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqAgent;
import io.github.polywire.metricq.MetricqAgentStoppedException;
import io.github.polywire.metricq.MetricqConfigurationMissingException;
import io.github.polywire.metricq.MetricqConnectionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqRole;
import io.github.polywire.metricq.MetricqRpcAnswer;
import io.github.polywire.metricq.MetricqRpcException;
import io.github.polywire.metricq.MetricqRpcRequest;
import io.github.polywire.metricq.MetricqTimeoutException;
import io.github.polywire.metricq.MetricqTokenInUseException;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.wire.MetricqNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class AgentTests {

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final List<Agent> agents = new CopyOnWriteArrayList<>();

	private TestManager manager;

	@BeforeEach
	void startManager() throws Exception {
		this.manager = new TestManager(this.rabbit);
	}

	@AfterEach
	void stop() {
		this.agents.forEach(Agent::stop);
		this.manager.close();
	}

	@Test
	void asksTheManager() throws Exception {
		Agent agent = agent(MetricqRole.CLIENT);
		assertThat(agent.state()).isEqualTo(MetricqAgent.State.IDLE);
		ObjectNode result = agent.rpc("get_metrics", Map.of("format", "array"), null).get(20, TimeUnit.SECONDS);
		assertThat(result.get("metrics").isArray()).isTrue();
		assertThat(agent.state()).isEqualTo(MetricqAgent.State.READY);
		BasicProperties request = this.manager.requests("get_metrics").get(0).properties();
		assertThat(request.getAppId()).isEqualTo(agent.token());
		assertThat(request.getReplyTo()).isEqualTo(agent.token() + "-rpc");
		assertThat(request.getContentType()).isEqualTo("application/json");
		assertThat(request.getCorrelationId()).isNotEmpty();
	}

	@Test
	void tellsTheErrorThatTheManagerAnswers() {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(
					() -> agent(MetricqRole.CLIENT).rpc("no_such_function", Map.of(), null).get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOfSatisfying(MetricqRpcException.class, (ex) -> {
				assertThat(ex.getFunction()).isEqualTo("no_such_function");
				assertThat(ex.getError()).isEqualTo("'Missing rpc handler for no_such_function'");
			});
	}

	@Test
	void tellsWhereToAddAConfigurationThatIsMissing() {
		Agent agent = agent(MetricqRole.SOURCE);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> agent.register("source.register").get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqConfigurationMissingException.class)
			.withMessageContaining(agent.token())
			.withMessageContaining("metricq.network.configs." + agent.token());
	}

	@Test
	void failsWhenNobodyAnswersInTime() {
		this.manager.on("sink.release", (request) -> null);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(
					() -> agent(MetricqRole.SINK).rpc("sink.release", Map.of("dataQueue", "q"), Duration.ofSeconds(3))
						.get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqTimeoutException.class)
			.withMessageContaining("sink.release")
			.withMessageContaining("metricq.management");
	}

	@Test
	void failsAtOnceWhenNoManagerHasAQueue() throws Exception {
		try (Channel channel = this.manager.openChannel()) {
			channel.queueUnbind("management", "metricq.management", "#");
		}
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> agent(MetricqRole.CLIENT).rpc("get_metrics", Map.of(), null).get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqTimeoutException.class)
			.withMessageContaining("no queue is bound");
	}

	@Test
	void countsAnAnswerThatComesTooLate() {
		CompletableFuture<TestManager.Request> asked = new CompletableFuture<>();
		this.manager.on("slow", (request) -> {
			asked.complete(request);
			return null;
		});
		Agent agent = agent(MetricqRole.CLIENT);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> agent.rpc("slow", Map.of(), Duration.ofSeconds(3)).get(20, TimeUnit.SECONDS));
		TestManager.Request request = asked.join();
		assertThat(request).isNotNull();
		await().untilAsserted(() -> {
			this.manager.reply(request.properties(), Agents.CODEC.jsonMapper().createObjectNode());
			assertThat(agent.lateAnswerCount()).isPositive();
		});
	}

	@Test
	void tellsThatTheTokenIsInUse() throws Exception {
		Agent first = agent(MetricqRole.SOURCE);
		first.use().get(20, TimeUnit.SECONDS);
		Agent second = track(Agents.agent(this.rabbit, MetricqRole.SOURCE, first.token()));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> second.use().get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqTokenInUseException.class)
			.withMessageContaining("'" + first.token() + "'")
			.withMessageContaining("metricq.source.token");
		first.stop();
		await().until(() -> second.state() == MetricqAgent.State.READY);
	}

	@Test
	void answersWhatTheNetworkAsks() throws Exception {
		RpcRequestHandler handler = new RpcRequestHandler() {

			@Override
			public boolean handles(MetricqRpcRequest request) {
				return !request.function().equals("unknown");
			}

			@Override
			public Object handle(MetricqRpcRequest request) {
				return switch (request.function()) {
					case "config" -> null;
					case "discover" -> Map.of("version", "7");
					case "fail" -> throw new IllegalStateException("out of order");
					default -> Map.of("from", String.valueOf(request.fromToken()), "x", request.arguments().get("x"));
				};
			}

		};
		Agent agent = track(Agents.agent(Agents.access(this.rabbit),
				Agents.settings(MetricqRole.SINK, MetricqNames.uniqueToken("sink-test")), handler));
		agent.use().get(20, TimeUnit.SECONDS);
		assertThat(ask(agent, "{\"function\": \"echo\", \"x\": 3}"))
			.isEqualTo(Agents.CODEC.jsonMapper().readTree("{\"from\": \"manager\", \"x\": 3}"));
		assertThat(ask(agent, "{\"function\": \"config\", \"a\": 1}").toString()).isEqualTo("{}");
		assertThat(ask(agent, "{\"function\": \"fail\"}").get("error").asString()).isEqualTo("out of order");
		assertThat(ask(agent, "{\"function\": \"unknown\"}").get("error").asString()).contains("unknown");
		assertThat(ask(agent, "not json").get("error").asString()).contains("no JSON");
		JsonNode discovered = ask(agent, "{\"function\": \"discover\"}");
		assertThat(discovered.get("alive").asBoolean()).isTrue();
		assertThat(discovered.get("version").asString()).isEqualTo("7");
		assertThat(discovered.get("metricqVersion").asString()).startsWith("polywire/");
		assertThat(discovered.get("uptime").isIntegralNumber()).isTrue();
	}

	@Test
	void ignoresARequestWithoutAnAddressForTheAnswer() throws Exception {
		Agent agent = agent(MetricqRole.SINK);
		agent.use().get(20, TimeUnit.SECONDS);
		this.manager.push(agent.token(), "1", null, "{\"function\": \"discover\"}");
		this.manager.push(agent.token(), "2", null, "[");
		assertThat(ask(agent, "{\"function\": \"discover\"}").get("alive").asBoolean()).isTrue();
	}

	@Test
	void takesManyAnswersToABroadcast() throws Exception {
		Agent first = agent(MetricqRole.SOURCE);
		Agent second = agent(MetricqRole.SINK);
		Agent asking = agent(MetricqRole.CLIENT);
		for (Agent agent : List.of(first, second, asking)) {
			agent.use().get(20, TimeUnit.SECONDS);
		}
		List<MetricqRpcAnswer> answers = new CopyOnWriteArrayList<>();
		CompletableFuture<Void> over = asking.broadcast("discover", Map.of(), Duration.ofSeconds(5), answers::add);
		await().untilAsserted(() -> assertThat(answers).extracting(MetricqRpcAnswer::fromToken)
			.contains(first.token(), second.token(), asking.token()));
		over.get(20, TimeUnit.SECONDS);
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.result()).containsEntry("alive", true));
	}

	@Test
	void tellsWhyItIsNotConnected() {
		Agent agent = track(Agents.agent(
				Agents.access(this.rabbit.address(), this.rabbit.username(), "wrong", this.rabbit.virtualHost()),
				Agents.settings(MetricqRole.CLIENT, "client-refused"), Agents.NO_HANDLER));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> agent.rpc("get_metrics", Map.of(), Duration.ofSeconds(5)).get(20, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(MetricqConnectionException.class)
			.withMessageContaining("client-refused")
			.withMessageContaining("ACCESS_REFUSED");
		assertThat(agent.failure()).contains("ACCESS_REFUSED").doesNotContain("wrong");
	}

	@Test
	void canBeUsedAgainAfterItWasStopped() throws Exception {
		Agent agent = agent(MetricqRole.CLIENT);
		agent.use().get(20, TimeUnit.SECONDS);
		agent.stop();
		assertThat(agent.state()).isEqualTo(MetricqAgent.State.STOPPED);
		assertThatExceptionOfType(MetricqAgentStoppedException.class).isThrownBy(agent::use)
			.withMessageContaining(agent.token());
		agent.start();
		agent.rpc("get_metrics", Map.of(), null).get(20, TimeUnit.SECONDS);
	}

	@Test
	void givesUpWhenAConnectionIsMissingForTooLong() {
		AgentSettings settings = Agents.settings(MetricqRole.CLIENT, "client-alone");
		AgentSettings impatient = new AgentSettings(settings.role(), settings.token(), settings.tokenProperty(),
				settings.rpcTimeout(), Duration.ofMillis(300), settings.backOff(), settings.maxBodySize());
		CompletableFuture<Throwable> cause = new CompletableFuture<>();
		Agent agent = track(new Agent(impatient, Agents.access("127.0.0.1:1", "guest", "guest", "/"), Agents.CODEC,
				Agents.NO_HANDLER, Runnable::run, AgentObservations.none(),
				(stopped, failure) -> cause.complete(failure)));
		agent.use();
		assertThat(cause.orTimeout(20, TimeUnit.SECONDS).join()).hasMessageContaining("metricq.connection-timeout");
		assertThat(agent.state()).isEqualTo(MetricqAgent.State.STOPPED);
	}

	@Test
	void derivesAddressesWithTheCredentialsOfTheManagementConnection() {
		BrokerAccess access = Agents.access("broker:5670", "me", "secret", "net");
		assertThat(access.derive("vhost:data").describe()).isEqualTo("broker:5670 (virtual host data)");
		assertThat(access.derive("amqp://other/").describe()).isEqualTo("other:5672 (virtual host /)");
		BrokerTarget secure = access.derive("amqps://other/a%2Fb");
		assertThat(secure.describe()).isEqualTo("other:5671 (virtual host a/b)");
		assertThat(secure.factory().isSSL()).isTrue();
		assertThat(secure.factory().getUsername()).isEqualTo("me");
		assertThat(access.management().factory().isSSL()).isFalse();
		assertThatExceptionOfType(MetricqException.class).isThrownBy(() -> access.derive("http://other"));
	}

	private JsonNode ask(Agent agent, String json) throws Exception {
		try (Channel channel = this.manager.openChannel()) {
			String queue = channel.queueDeclare().getQueue();
			LinkedBlockingQueue<Delivery> answers = new LinkedBlockingQueue<>();
			channel.basicConsume(queue, true, (tag, delivery) -> answers.add(delivery), (tag) -> {
			});
			this.manager.push(agent.token(), "7", queue, json);
			Delivery answer = answers.poll(20, TimeUnit.SECONDS);
			assertThat(answer).isNotNull();
			assertThat(answer.getProperties().getCorrelationId()).isEqualTo("7");
			assertThat(answer.getProperties().getAppId()).isEqualTo(agent.token());
			return Agents.CODEC.jsonMapper().readTree(answer.getBody());
		}
	}

	private Agent agent(MetricqRole role) {
		return track(Agents.agent(this.rabbit, role, MetricqNames.uniqueToken(role.id() + "-test")));
	}

	private Agent track(Agent agent) {
		this.agents.add(agent);
		return agent;
	}

}
