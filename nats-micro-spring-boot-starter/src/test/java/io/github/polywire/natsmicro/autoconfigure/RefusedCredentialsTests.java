package io.github.polywire.natsmicro.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.natsmicro.annotation.MicroEndpoint;
import io.github.polywire.natsmicro.annotation.MicroService;
import io.github.polywire.natsmicro.listener.MicroServiceRegistry;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Services of an application whose credentials are refused at first.
 */
class RefusedCredentialsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void areServedWhenTheCredentialsAreAccepted() {
		LocalNats refusing = LocalNats.builder().user("other", "other").start();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(NatsAutoConfiguration.class, NatsMicroServerAutoConfiguration.class))
			.withBean(Endpoints.class)
			.withPropertyValues("nats.servers=nats://127.0.0.1:" + refusing.port(), "nats.username=me",
					"nats.password=geheim", "nats.reconnect.wait=100ms")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MicroServiceRegistry registry = context.getBean(MicroServiceRegistry.class);
				assertThat(registry.isRunning()).isTrue();
				refusing.close();
				try (LocalNats accepting = LocalNats.builder().port(refusing.port()).user("me", "geheim").start();
						Connection caller = Nats.connect(Options.builder()
							.server("nats://127.0.0.1:" + accepting.port())
							.userInfo("me", "geheim")
							.build())) {
					await().atMost(PATIENCE).until(() -> registry.getEndpoint("refused.echo").isSubscribed());
					await().atMost(PATIENCE)
						.untilAsserted(() -> assertThat(ask(caller, "refused-echo")).isEqualTo("hi"));
					await().atMost(PATIENCE)
						.untilAsserted(() -> assertThat(ask(caller, "$SRV.PING.refused")).contains("refused"));
				}
			});
	}

	private static String ask(Connection caller, String subject) throws InterruptedException {
		Message answer = caller.request(subject, "hi".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(2));
		return (answer != null) ? new String(answer.getData(), StandardCharsets.UTF_8) : "nobody";
	}

	@MicroService(name = "refused", version = "1.0.0")
	static class Endpoints {

		@MicroEndpoint(name = "echo", subject = "refused-echo")
		String echo(String body) {
			return body;
		}

	}

}
