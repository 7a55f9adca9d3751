package io.github.polywire.natsmicro.autoconfigure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A wrong value of a property stops the start, with an analysis that names the property,
 * the value and what is right.
 */
@ExtendWith(OutputCaptureExtension.class)
class NatsPropertiesFailureTests {

	private FailedStart start;

	@BeforeEach
	void prepare(CapturedOutput output) {
		this.start = new FailedStart(output);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			connection-timeout | 0s | Give a time above zero
			ping-interval | -1s | Give a time above zero
			shutdown-timeout | 0s | Give a time above zero
			reconnect.wait | 0s | Give a time above zero
			reconnect.jitter | -1ms | Give a time that is not negative
			""")
	void valueOutOfBounds(String property, String value, String reason) {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats." + property + "=" + value))
			.contains("Invalid value '" + value + "' for configuration property 'nats." + property + "'", reason);
	}

	@ParameterizedTest
	@CsvSource({ "nats://host:port", "ftp://host", "nats://" })
	void serverThatIsNoUrl(String url) {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.servers=" + url)).contains("nats.servers[0]",
				"'" + url + "' is not the URL of a NATS server");
	}

	@Test
	void secretsAreNotShown() {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.servers[0]=nats://me:geheim@host:port"))
			.contains("nats://host:port")
			.doesNotContain("geheim");
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.nkey=geheim"))
			.contains("nats.nkey", "begins with SU")
			.doesNotContain("geheim");
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.password=geheim"))
			.contains("nats.password", "A password needs nats.username")
			.doesNotContain("geheim");
	}

	@Test
	void twoWaysToLogIn() {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.username=me", "nats.token=geheim"))
			.contains("nats.username", "nats.token", "mutually exclusive")
			.doesNotContain("geheim");
	}

	@Test
	void credentialsFileThatIsNotThere() {
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.credentials=file:/nowhere/user.creds"))
			.contains("nats.credentials", "/nowhere/user.creds", "There is no such file");
	}

	@Test
	void bundleThatIsNotThereOrOfNoUse() {
		assertThat(this.start.analysisOf(Application.class, "nats.ssl.bundle=missing")).contains("missing");
		assertThat(this.start.analysisOf(PropertiesOnly.class, "nats.ssl.bundle=any", "nats.ssl.enabled=false"))
			.contains("nats.ssl.bundle", "remove one of the two");
	}

	@Test
	void serverThatCannotBeReachedByAnApplicationThatMust() {
		assertThat(this.start.analysisOf(Application.class, "nats.fail-fast=true",
				"nats.servers=nats://me:geheim@127.0.0.1:1"))
			.contains("NATS at nats://127.0.0.1:1 could not be reached", "Check that a NATS server runs there",
					"nats.fail-fast=false")
			.doesNotContain("geheim");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(NatsProperties.class)
	static class PropertiesOnly {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration.class,
			NatsAutoConfiguration.class })
	static class Application {

	}

}
