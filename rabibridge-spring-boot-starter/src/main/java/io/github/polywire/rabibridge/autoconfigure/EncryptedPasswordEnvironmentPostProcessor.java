package io.github.polywire.rabibridge.autoconfigure;

import java.util.Map;

import io.github.polywire.rabibridge.RabiBridgePasswordException;
import io.github.polywire.rabibridge.RabiBridgePasswords;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Decrypts {@code spring.rabbitmq.password} if it begins with <code>{rabibridge}</code>,
 * with the secret {@code rabibridge.secret}. Runs when all configuration is read.
 */
final class EncryptedPasswordEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String PASSWORD = "spring.rabbitmq.password";

	static final String SECRET = "rabibridge.secret";

	static final String PREFIX = "{rabibridge}";

	private static final String ENABLED = "rabibridge.enabled";

	private static final String SOURCE = "rabibridgeDecryptedPassword";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String password = environment.getProperty(PASSWORD);
		if (password == null || !password.startsWith(PREFIX)
				|| !environment.getProperty(ENABLED, Boolean.class, true)) {
			return;
		}
		String secret = environment.getProperty(SECRET);
		if (!StringUtils.hasLength(secret)) {
			throw new RabiBridgePasswordException("The property " + PASSWORD
					+ " holds an encrypted password, and there is no property " + SECRET + " to decrypt it with");
		}
		String decrypted = RabiBridgePasswords.decrypt(password.substring(PREFIX.length()).trim(), secret.trim());
		environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, Map.of(PASSWORD, decrypted)));
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
