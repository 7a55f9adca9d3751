package io.github.polywire.showcase;

import io.github.polywire.databus.LocalDatabus;
import io.github.polywire.localbrokers.LocalRabbit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what the showcase tells while its broker is away.
 */
class BrokerLossTests {

	@Test
	void noBrokerIsServiceUnavailable() throws Exception {
		try (LocalRabbit rabbit = LocalRabbit.builder().dedicated().start();
				ConfigurableApplicationContext context = SpringApplication.run(ShowcaseApplication.class,
						"--server.port=0", "--spring.rabbitmq.addresses=" + rabbit.address(),
						"--dxl.streaming.base-url=" + LocalDatabus.shared().url(),
						"--dxl.streaming.auth.username=" + LocalDatabus.shared().username(),
						"--dxl.streaming.auth.password=" + LocalDatabus.shared().password())) {
			String url = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			HttpAnswer.post(url + "/api/call/fibonacci", "{\"args\": [10]}").assertResult("55");
			rabbit.kill();
			HttpAnswer answer = HttpAnswer.post(url + "/api/call/fibonacci",
					"{\"args\": [10], \"timeout\": \"200ms\"}");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.contentType()).isEqualTo("application/problem+json");
			assertThat(answer.json().path("detail").asString()).contains("fibonacci").doesNotContain("\n");
			assertThat(HttpAnswer.get(url + "/actuator/health").status()).isEqualTo(503);
			rabbit.restart();
			Awaitility.await()
				.untilAsserted(
						() -> HttpAnswer.post(url + "/api/call/fibonacci", "{\"args\": [10]}").assertResult("55"));
		}
	}

}
