package io.github.polywire.showcase;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NatsGatewayController}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
class NatsGatewayTests {

	@LocalServerPort
	private int port;

	@Autowired
	private Connection connection;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			showcase.sum | [1, 2.5] | 3.5
			showcase.echo | Grüße 😀 | Grüße 😀
			showcase.slow?timeout=5s | 1 | 1
			showcase.slow?timeout= | 1 | 1
			v2.upper | ü | Ü
			""")
	void answerIsTold(String path, String body, String answer) {
		HttpAnswer response = post(path, body);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		assertThat(response.json().path("body").asString()).isEqualTo(answer);
	}

	@Test
	void emptyBodyAndHeadersAreTold() {
		Dispatcher other = this.connection.createDispatcher((message) -> this.connection.publish(NatsMessage.builder()
			.subject(message.getReplyTo())
			.headers(new Headers().add("Tenant", "blue", "green"))
			.build()));
		try {
			other.subscribe("elsewhere.headers");
			HttpAnswer response = post("elsewhere.headers", "");
			assertThat(response.body()).isEqualTo("{\"body\":\"\",\"headers\":{\"Tenant\":[\"blue\",\"green\"]}}");
		}
		finally {
			this.connection.closeDispatcher(other);
		}
	}

	@Test
	void bytesThatAreNoTextAreShownAsFarAsTheyAre() {
		Dispatcher other = this.connection
			.createDispatcher((message) -> this.connection.publish(message.getReplyTo(), new byte[] { 'a', -1, 'b' }));
		try {
			other.subscribe("elsewhere.bytes");
			assertThat(post("elsewhere.bytes", "").json().path("body").asString()).isEqualTo("a\uFFFDb");
		}
		finally {
			this.connection.closeDispatcher(other);
		}
	}

	@Test
	void subjectThatNobodyServesIsNotFound() {
		post("showcase.unknown", "").assertProblem(404,
				"Nobody serves 'showcase.unknown': check the subject, and whether the service runs");
	}

	@Test
	void errorOfServiceIsBadGateway() {
		HttpAnswer answer = post("showcase.sum", "nonsense");
		assertThat(answer.json().path("detail").asString()).startsWith("'showcase.sum' answered with error 400: ");
		assertThat(answer.status()).isEqualTo(502);
		assertThat(post("showcase.fail", "").status()).isEqualTo(502);
	}

	@Test
	void requestThatTakesTooLongIsGatewayTimeout() {
		post("showcase.slow?timeout=100ms", "500").assertProblem(504,
				"No answer from 'showcase.slow' within 100 ms: see why its service is slow, or wait longer");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			showcase.* | A request cannot be sent to the subject 'showcase.*': a subject to send to has no wildcards
			$SRV.STOP | A subject that begins with $ is not a service's but NATS's own.
			showcase.sum?timeout=x | 'timeout' must be a duration from 1ms to 5m, as in 2s.
			""")
	void malformedRequestIsBadRequest(String path, String detail) {
		post(path, "").assertProblem(400, detail);
	}

	@Test
	void bodiesThatAreTooLargeAreRefused() {
		HttpAnswer aboveNats = post("showcase.echo", "a".repeat(2 * 1024 * 1024));
		assertThat(aboveNats.status()).isEqualTo(413);
		assertThat(aboveNats.json().path("detail").asString()).contains("max_payload");
		post("showcase.echo", "a".repeat(16 * 1024 * 1024 + 1)).assertProblem(413,
				"The body has more than 16777216 bytes.");
	}

	private HttpAnswer post(String path, String body) {
		return HttpAnswer.post("http://localhost:" + this.port + "/api/request/" + path, body);
	}

}
