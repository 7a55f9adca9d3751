package io.github.polywire.rabibridge.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RabiBridgePasswords;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications whose password for the broker is encrypted.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptedPasswordTests {

	private static final String SECRET = "the secret of nobody";

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String encrypted = "spring.rabbitmq.password={rabibridge}"
			+ RabiBridgePasswords.encrypt(this.rabbit.password(), SECRET);

	@Test
	void applicationConnectsWithAnEncryptedPassword(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(this.encrypted, "rabibridge.secret=" + SECRET,
				"rabibridge.server.auto-startup=true", "rabibridge.server.fail-fast=true",
				"spring.rabbitmq.addresses=" + this.rabbit.address(),
				"spring.rabbitmq.username=" + this.rabbit.username(),
				"spring.rabbitmq.virtual-host=" + this.rabbit.virtualHost(), "debug=true")) {
			context.getBean(RemoteCallRegistry.class)
				.register(FunctionKey.async("ep_echo"), (args, kwargs, call) -> args.get(0));
			assertThat(context.getBean(RemoteCallOperations.class).call("ep_echo", Integer.class, 1)).isEqualTo(1);
		}
		assertThat(output.toString()).doesNotContain(SECRET);
	}

	@Test
	void secretMayComeFromAFile(@TempDir Path directory) throws Exception {
		Files.writeString(directory.resolve("rabibridge.secret"), SECRET + "\n");
		try (ConfigurableApplicationContext context = start(this.encrypted,
				"spring.config.import=configtree:" + directory + "/")) {
			assertThat(password(context)).isEqualTo(this.rabbit.password());
		}
	}

	@Test
	void secretAndPasswordMayComeFromTheEnvironment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("variables",
					Map.of("spring.rabbitmq.password", "{rabibridge}${FROM_VAULT}", "FROM_VAULT",
							RabiBridgePasswords.encrypt("geheim", SECRET), "rabibridge.secret", "${OUR_SECRET}",
							"OUR_SECRET", SECRET)));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.environment(environment)
			.web(WebApplicationType.NONE)
			.run("--rabibridge.server.auto-startup=false")) {
			assertThat(password(context)).isEqualTo("geheim");
		}
	}

	@Test
	void passwordThatIsNotEncryptedIsLeftAlone() {
		try (ConfigurableApplicationContext context = start("spring.rabbitmq.password=geheim",
				"rabibridge.secret=" + SECRET)) {
			assertThat(password(context)).isEqualTo("geheim");
		}
	}

	@Test
	void passwordIsLeftAloneWhenTheStarterIsOff() {
		try (ConfigurableApplicationContext context = start(this.encrypted, "rabibridge.enabled=false")) {
			assertThat(password(context)).startsWith("{rabibridge}");
		}
	}

	@Test
	void anotherSecretStopsTheStart(CapturedOutput output) {
		assertThat(
				new FailedStart(output).analysisOf(Application.class, this.encrypted, "rabibridge.secret=not this one"))
			.contains("the secret is another than the one it was encrypted with",
					"Set rabibridge.secret (the environment variable RABIBRIDGE_SECRET", "RabiBridgePasswords.encrypt")
			.doesNotContain("not this one", this.encrypted.substring(40));
	}

	@Test
	void absentSecretStopsTheStart(CapturedOutput output) {
		assertThat(new FailedStart(output).analysisOf(Application.class, this.encrypted))
			.contains("The property spring.rabbitmq.password holds an encrypted password, and there is no property"
					+ " rabibridge.secret to decrypt it with");
	}

	private static String password(ConfigurableApplicationContext context) {
		return context.getBean(RabbitConnectionDetails.class).getPassword();
	}

	private static ConfigurableApplicationContext start(String... properties) {
		String[] args = Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("rabibridge.server.auto-startup=false")
			.run(args);
	}

	@StarterApplication
	static class Application {

	}

}
