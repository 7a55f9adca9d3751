package io.github.polywire.dxlstreaming.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;
import io.github.polywire.dxlstreaming.test.DxlStreamTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stops a start, and what is printed then.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests {

	private static final String[] GOOD = { "dxl.streaming.base-url=http://127.0.0.1:1",
			"dxl.streaming.auth.username=me", "dxl.streaming.auth.password=p4ssw0rd" };

	private static String[] with(String... more) {
		Map<String, String> all = new LinkedHashMap<>();
		Stream.of(GOOD, more)
			.flatMap(Stream::of)
			.forEach((property) -> all.put(property.substring(0, property.indexOf('=')), property));
		return all.values().toArray(String[]::new);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "dxl.streaming.base-url=ftp://x|dxl.streaming.base-url|http",
					"dxl.streaming.base-url=|dxl.streaming.base-url|URL of the streaming service",
					"dxl.streaming.consumer.session-timeout=10s|request-timeout|both",
					"dxl.streaming.retry.multiplier=0.5|dxl.streaming.retry.multiplier|from 1 to 100",
					"dxl.streaming.retry.jitter=2|dxl.streaming.retry.jitter|from 0 to 1",
					"dxl.streaming.read-timeout=0s|dxl.streaming.read-timeout|from 1ms",
					"dxl.streaming.consumer.poll-timeout=1h|dxl.streaming.consumer.poll-timeout|shorter than",
					"dxl.streaming.consumer.configs.enable.auto.commit=true|enable.auto.commit|not handled",
					"dxl.streaming.listener.concurrency=0|dxl.streaming.listener.concurrency|from 1 to",
					"dxl.streaming.max-response-size=1B|dxl.streaming.max-response-size|from 1KB",
					"dxl.streaming.auth.client.id=x|dxl.streaming.auth.client.id|both",
					"dxl.streaming.auth.token=x|dxl.streaming.auth|only one",
					"dxl.streaming.ssl.bundle=nope|dxl.streaming.ssl.bundle|spring.ssl.bundle.pem.nope",
					"dxl.streaming.listener.error.action=dead-letter|error.action|dead-letter-topic",
					"dxl.streaming.consumer.offset=sometimes|dxl.streaming.consumer.offset|EARLIEST" })
	void wrongPropertiesAreNamed(String property, String name, String reason, CapturedOutput output) {
		assertThat(new FailedStart(output).analysisOf(Application.class, with(property))).contains(name)
			.contains(reason)
			.doesNotContain("p4ssw0rd");
	}

	@Test
	void sessionTimeoutMustBeBelowRequestTimeout(CapturedOutput output) {
		assertThat(new FailedStart(output).analysisOf(Application.class,
				with("dxl.streaming.consumer.session-timeout=10s", "dxl.streaming.consumer.request-timeout=5s")))
			.contains("dxl.streaming.consumer.request-timeout")
			.contains("longer");
	}

	@Test
	void credentialsAreNeeded(CapturedOutput output) {
		assertThat(new FailedStart(output).analysisOf(Application.class, "dxl.streaming.base-url=http://127.0.0.1:1"))
			.contains("dxl.streaming.auth.username")
			.contains("ChannelAuth");
	}

	@Test
	void failFastTellsWhoWasRefused(CapturedOutput output) {
		try (DxlStreamTestServer server = DxlStreamTestServer.start()) {
			assertThat(new FailedStart(output).analysisOf(Application.class,
					with("dxl.streaming.base-url=" + server.url(), "dxl.streaming.auth.password=wrong-one",
							"dxl.streaming.fail-fast=true")))
				.contains("user 'me'")
				.contains(server.url())
				.doesNotContain("wrong-one");
		}
		assertThat(new FailedStart(output).analysisOf(Application.class, with("dxl.streaming.fail-fast=true")))
			.contains("http://127.0.0.1:1/")
			.contains("dxl.streaming.base-url");
	}

	@Test
	void listenersThatCannotWorkAreNamed(CapturedOutput output) {
		FailedStart start = new FailedStart(output);
		assertThat(start.analysisOf(NoTopics.class, GOOD)).contains("NoTopics.handle").contains("topics");
		assertThat(start.analysisOf(NoGroup.class, GOOD)).contains("NoGroup.handle").contains("group");
		assertThat(start.analysisOf(Mixed.class, GOOD)).contains("Mixed.handle").contains("lists beside");
		assertThat(start.analysisOf(TakesMessage.class, GOOD)).contains("takes a Message");
		assertThat(start.analysisOf(Unacknowledged.class, GOOD)).contains("takes a DxlAcknowledgment");
		assertThat(start.analysisOf(WrongOffset.class, GOOD)).contains("offset").contains("latest, earliest, none");
		assertThat(start.analysisOf(UnknownHandler.class, GOOD)).contains("errorHandler").contains("nobody");
		assertThat(start.analysisOf(Unresolved.class, GOOD)).contains("${no.such.property}");
	}

	@ImportAutoConfiguration({ DxlStreamingAutoConfiguration.class, JacksonAutoConfiguration.class,
			SslAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
	static class Application {

	}

	@Import(Application.class)
	static class NoTopics {

		@DxlStreamListener(group = "g")
		void handle(String payload) {
		}

	}

	@Import(Application.class)
	static class NoGroup {

		@DxlStreamListener("t")
		void handle(String payload) {
		}

	}

	@Import(Application.class)
	static class Mixed {

		@DxlStreamListener(topics = "t", group = "g")
		void handle(List<String> payloads, String payload) {
		}

	}

	@Import(Application.class)
	static class TakesMessage {

		@DxlStreamListener(topics = "t", group = "g")
		void handle(Message<String> message) {
		}

	}

	@Import(Application.class)
	static class Unacknowledged {

		@DxlStreamListener(topics = "t", group = "g")
		void handle(String payload, DxlAcknowledgment acknowledgment) {
		}

	}

	@Import(Application.class)
	static class WrongOffset {

		@DxlStreamListener(topics = "t", group = "g", offset = "sometimes")
		void handle(String payload) {
		}

	}

	@Import(Application.class)
	static class UnknownHandler {

		@DxlStreamListener(topics = "t", group = "g", errorHandler = "nobody")
		void handle(String payload) {
		}

	}

	@Import(Application.class)
	static class Unresolved {

		@DxlStreamListener(topics = "${no.such.property}", group = "g")
		void handle(String payload) {
		}

	}

}
