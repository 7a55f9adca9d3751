package io.github.polywire.showcase;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShowcaseService}, by the requests of any NATS client.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class ServiceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@LocalServerPort
	private int port;

	@Autowired
	private Connection connection;

	@Test
	void echoesBodyAndHeaders() throws Exception {
		Headers headers = new Headers().add("Tenant", "blue", "green");
		byte[] body = { 0, -1, 7 };
		Message answer = this.connection.request("showcase.echo", headers, body, PATIENCE);
		assertThat(answer.getData()).isEqualTo(body);
		assertThat(answer.getHeaders().get("Tenant")).containsExactly("blue", "green");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			showcase.sum | [1, 2.5, -0.5] | 3.0
			showcase.sum | [] | 0.0
			showcase.slow | 20 | 20
			v2.upper | grüße | GRÜSSE
			""")
	void answers(String subject, String body, String answer) throws Exception {
		assertThat(request(subject, body).getData()).asString(StandardCharsets.UTF_8).isEqualTo(answer);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			showcase.sum | {"a": 1} | 400
			showcase.sum | nonsense | 400
			showcase.slow | -1 | 500
			showcase.fail | | 500
			""")
	void tellsErrors(String subject, String body, String code) throws Exception {
		Message answer = request(subject, (body != null) ? body : "");
		assertThat(answer.getHeaders().getFirst("Nats-Service-Error-Code")).isEqualTo(code);
		assertThat(answer.getHeaders().getFirst("Nats-Service-Error")).isNotBlank().doesNotContain("Exception");
	}

	@Test
	void sixteenSlowRequestsRunSideBySide() {
		long begun = System.nanoTime();
		List<CompletableFuture<Message>> answers = IntStream.range(0, 16)
			.mapToObj((i) -> this.connection.request("showcase.slow", "1000".getBytes(StandardCharsets.UTF_8)))
			.toList();
		answers.forEach(CompletableFuture::join);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void isDiscovered() throws Exception {
		JsonNode info = JsonMapper.shared().readTree(request("$SRV.INFO.showcase", "").getData());
		assertThat(info.path("version").asString()).isEqualTo("1.0.0");
		assertThat(info.at("/metadata/sample").asString()).isEqualTo("true");
		assertThat(info.path("endpoints").valueStream().map((endpoint) -> endpoint.path("subject").asString()))
			.containsExactlyInAnyOrder("showcase.echo", "showcase.sum", "showcase.fail", "showcase.slow", "v2.upper");
	}

	@Test
	void actuatorTellsOfIt() throws Exception {
		assertThat(HttpAnswer.get("http://localhost:" + this.port + "/actuator/natsmicro").body()).contains("showcase");
		assertThat(HttpAnswer.get("http://localhost:" + this.port + "/actuator/health")
			.json()
			.at("/components/nats/details/status")
			.asString()).isEqualTo("CONNECTED");
	}

	private Message request(String subject, String body) throws InterruptedException {
		return this.connection.request(subject, body.getBytes(StandardCharsets.UTF_8), PATIENCE);
	}

}
