package io.github.polywire.showcase;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.MetricqClient;
import io.github.polywire.metricq.MetricqHistoryClient;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.FunctionKind;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.RemoteExecutionException;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeAutoConfiguration;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the showcase's jar in a JVM of its own, as it is and as it was processed ahead of
 * time, opposite another application that calls it and serves it.
 */
class ShowcaseJarIT {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsAndServesAnotherApplication(boolean aheadOfTime) throws Exception {
		try (ShowcaseProcess showcase = ShowcaseProcess.start("-Dspring.aot.enabled=" + aheadOfTime,
				"--spring.rabbitmq.addresses=" + LocalRabbit.shared().address(),
				"--nats.servers=" + LocalNats.shared().url())) {
			assertThat(showcase.output().contains("AOT-processed")).isEqualTo(aheadOfTime);
			HttpAnswer.post(showcase.url() + "api/call/fibonacci", "{\"args\": [10]}").assertResult("55");
			assertThat(HttpAnswer.get(showcase.url()).contentType()).startsWith("text/html");
			assertThat(HttpAnswer.get(showcase.url() + "actuator/remotecalls/async_echo").status()).isEqualTo(200);
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class))
				.withBean(RabbitConnectionDetails.class, () -> LocalRabbit.shared().connectionDetails())
				.run((other) -> {
					calls(other.getBean(RemoteCallOperations.class));
					other.getBean(RemoteCallRegistry.class)
						.register(FunctionKey.async("elsewhere"), (args, kwargs, call) -> List.of(args, kwargs));
					// It is served as soon as its connection is open.
					Awaitility.await()
						.untilAsserted(() -> HttpAnswer
							.post(showcase.url() + "api/call/elsewhere",
									"{\"args\": [1, \"ü\"], \"kwargs\": {\"a\": null}}")
							.assertResult("[[1,\"ü\"],{\"a\":null}]"));
				});
			callsService();
			asksForHistory();
			assertThat(showcase.stop()).isEqualTo(ShowcaseProcess.TERMINATED);
		}
	}

	private static void callsService() throws Exception {
		try (Connection connection = Nats.connect(LocalNats.shared().url())) {
			Message sum = connection.request("showcase.sum", "[1, 2.5]".getBytes(StandardCharsets.UTF_8),
					Duration.ofSeconds(10));
			assertThat(sum.getData()).asString().isEqualTo("3.5");
			Message info = connection.request("$SRV.INFO.showcase", null, Duration.ofSeconds(10));
			assertThat(info.getData()).asString().contains("showcase.sum", "v2.upper");
		}
	}

	private static void asksForHistory() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, MetricqAutoConfiguration.class))
			.withPropertyValues("spring.application.name=other")
			.withBean(RabbitConnectionDetails.class, () -> LocalRabbit.shared().connectionDetails())
			.run((other) -> {
				assertThat(other.getBean(MetricqClient.class).getMetrics("showcase\\.")).contains("showcase.jvm.heap",
						"showcase.cpu.load");
				Awaitility.await()
					.until(() -> other.getBean(MetricqHistoryClient.class).lastValue("showcase.jvm.heap") != null);
			});
	}

	private static void calls(RemoteCallOperations operations) {
		assertThat(operations.call("fibonacci", Long.class, 92)).isEqualTo(7540113804746346429L);
		Map<?, ?> value = Map.of("list", List.of(1, 2.5, "😀".repeat(2000), true));
		assertThat(operations.call("echo", Object.class, value)).isEqualTo(value);
		assertThat(operations.call("echo", byte[].class, new byte[] { 0, -1 })).containsExactly(0, -1);
		assertThat(operations.call(RemoteCallRequest.to("add").kind(FunctionKind.SYNC).arg(1).kwarg("b", 2), int.class))
			.isEqualTo(3);
		assertThatExceptionOfType(RemoteExecutionException.class)
			.isThrownBy(() -> operations.call("fail", Void.class, "kaputt"))
			.satisfies((ex) -> assertThat(ex.getRemoteError()).isEqualTo("IllegalStateException: kaputt"));
	}

}
