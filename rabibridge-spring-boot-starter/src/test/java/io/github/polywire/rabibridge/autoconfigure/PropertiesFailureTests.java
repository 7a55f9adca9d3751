package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.annotation.RemoteCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A wrong value of a property stops the start, with an analysis that names the property,
 * the value and what is right.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertiesFailureTests {

	private static final int CLOSED_PORT = 1;

	private FailedStart start;

	@BeforeEach
	void prepare(CapturedOutput output) {
		this.start = new FailedStart(output);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			compress-threshold | -1B | A size must not be negative
			compress-threshold | 2GB | A size must be below 2GB
			correlation-id-max | 0 | must be at least 65536
			correlation-id-max | -5 | must be at least 65536
			correlation-id-max | 100 | must be at least 65536
			max-body-size | 0B | A size must be at least 1KB
			max-body-size | -1B | A size must be at least 1KB
			max-body-size | 10B | A size must be at least 1KB
			max-body-size | 600MB | A body of more than 512MB is more than a broker takes
			client.timeout | 0s | A time must be from 1 ms to 49 days
			client.timeout | -1s | A time must be from 1 ms to 49 days
			client.timeout | 50d | A time must be from 1 ms to 49 days
			client.timeout | P1000000000000D | A time must be from 1 ms to 49 days
			client.shutdown-timeout | -1s | A time must be from 0 to 49 days
			client.reply-queue | ' ' | A queue's name must not be blank
			client.reply-queue | amq.replies | Names that begin with 'amq.' are the broker's own
			server.concurrency | 0 | The concurrency must be positive
			server.concurrency | -3 | The concurrency must be positive
			server.fetch-size | 0 | The fetch size must be from 1 to 65535
			server.fetch-size | 70000 | The fetch size must be from 1 to 65535
			server.shutdown-timeout | -1s | A time must be from 0 to 49 days
			reconnect.initial-interval | 0s | A time must be from 1 ms to 49 days
			reconnect.max-interval | 0s | A time must be from 1 ms to 49 days
			reconnect.max-interval | 100ms | must not be shorter than the initial interval
			reconnect.multiplier | 0.5 | The multiplier must be at least 1
			reconnect.multiplier | NaN | The multiplier must be at least 1
			plugins.directory | ' ' | The name of a directory must not be blank
			plugins.directory | /no/such/place | There is no such directory
			plugins.poll-interval | 0s | A time must be from 1 ms to 49 days
			plugins.quiet-period | -1s | A time must be from 0 to 49 days
			""")
	void valueOutOfBounds(String property, String value, String reason) {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "rabibridge." + property + "=" + value))
			.contains("Invalid value '" + value + "' for configuration property 'rabibridge." + property + "'", reason);
	}

	@Test
	void replyQueueWhoseNameIsTooLong() {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "rabibridge.client.reply-queue=" + "ä".repeat(128)))
			.contains("rabibridge.client.reply-queue", "at most 255 bytes");
	}

	@ParameterizedTest
	@CsvSource({ "serializer,yaml,JSON,MSGPACK", "client.kind,both,ASYNC,SYNC" })
	void valueThatIsNotOneOfThose(String property, String value, String first, String second) {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "rabibridge." + property + "=" + value))
			.contains("rabibridge." + property, "Value: \"" + value + "\"", first, second);
	}

	@ParameterizedTest
	@CsvSource({ "client.timeout,soon", "server.shutdown-timeout,1 parsec", "max-body-size,much",
			"server.concurrency,all", "server.fetch-size,9999999999", "correlation-id-max,2147483648",
			"reconnect.multiplier,double", "client.fail-fast,maybe" })
	void valueOfAnotherType(String property, String value) {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "rabibridge." + property + "=" + value))
			.contains("rabibridge." + property, "Value: \"" + value + "\"", "Update your application's configuration");
	}

	@Test
	void emptyValueIsTheDefault() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(PropertiesOnly.class)
			.web(WebApplicationType.NONE)
			.run("--rabibridge.serializer=", "--rabibridge.compress-threshold=", "--rabibridge.max-body-size=",
					"--rabibridge.client.timeout=", "--rabibridge.client.kind=", "--rabibridge.server.fetch-size=",
					"--rabibridge.reconnect.initial-interval=")) {
			assertThat(context.getBean(RabiBridgeProperties.class)).usingRecursiveComparison()
				.isEqualTo(new RabiBridgeProperties());
		}
	}

	@Test
	void brokerThatCannotBeReachedByAServerThatMust() {
		assertThat(this.start.analysisOf(Application.class, "rabibridge.server.auto-startup=true",
				"rabibridge.server.fail-fast=true", "spring.rabbitmq.host=127.0.0.1",
				"spring.rabbitmq.port=" + CLOSED_PORT, "spring.rabbitmq.password=geheim"))
			.contains("RabbitMQ at 127.0.0.1:1 could not be reached for the RabiBridge server: ConnectException",
					"Check that RabbitMQ runs there", "spring.rabbitmq.host",
					"Set rabibridge.server.fail-fast=false to start without it")
			.doesNotContain("geheim");
	}

	@Test
	void brokerThatCannotBeReachedByAClientThatMust() {
		assertThat(this.start.analysisOf(Application.class, "rabibridge.client.fail-fast=true",
				"spring.rabbitmq.addresses=amqp://user:geheim@127.0.0.1:" + CLOSED_PORT))
			.contains("RabbitMQ at 127.0.0.1:1 could not be reached for the RabiBridge client: ConnectException",
					"Set rabibridge.client.fail-fast=false to start without it")
			.doesNotContain("geheim");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(RabiBridgeProperties.class)
	static class PropertiesOnly {

	}

	@StarterApplication
	static class Application {

		@RemoteCall
		int twice(int n) {
			return 2 * n;
		}

	}

}
