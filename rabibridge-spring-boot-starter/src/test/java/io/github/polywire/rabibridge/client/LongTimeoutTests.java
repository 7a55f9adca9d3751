package io.github.polywire.rabibridge.client;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.ContainerState;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeAutoConfiguration;
import io.github.polywire.rabibridge.listener.RemoteCallOptions;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a call may have any time, though a message's expiration may not.
 */
class LongTimeoutTests {

	@Test
	void callWithMoreTimeThanTheBrokerTakesDisturbsNobody() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, RabiBridgeAutoConfiguration.class))
			.withBean(RabbitConnectionDetails.class, () -> LocalRabbit.shared().connectionDetails())
			.run((context) -> {
				CompletableFuture<String> gate = new CompletableFuture<>();
				RemoteCallRegistry registry = context.getBean(RemoteCallRegistry.class);
				registry.register(FunctionKey.async("long-timeout-gate"), RemoteCallOptions.defaults(),
						(args, kwargs, call) -> gate);
				registry.register(FunctionKey.async("long-timeout"), RemoteCallOptions.defaults(),
						(args, kwargs, call) -> "answer");
				Awaitility.await()
					.untilAsserted(() -> assertThat(registry.getFunctions())
						.allMatch((function) -> function.state() == ContainerState.RUNNING));
				RemoteCallOperations operations = context.getBean(RemoteCallOperations.class);
				CompletableFuture<String> other = operations.callAsync("long-timeout-gate", String.class);
				for (Duration timeout : new Duration[] { Duration.ofDays(20_000), ChronoUnit.FOREVER.getDuration() }) {
					RemoteCallRequest request = RemoteCallRequest.to("long-timeout").timeout(timeout);
					assertThat(operations.call(request, String.class)).isEqualTo("answer");
				}
				gate.complete("opened");
				assertThat(other).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("opened");
			});
	}

}
