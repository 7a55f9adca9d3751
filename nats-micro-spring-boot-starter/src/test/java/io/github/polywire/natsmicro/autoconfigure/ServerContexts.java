package io.github.polywire.natsmicro.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.polywire.localbrokers.LocalNats;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Application contexts with the serving side on a real server.
 */
final class ServerContexts {

	private ServerContexts() {
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(NatsMicroServerAutoConfiguration.class,
					JacksonAutoConfiguration.class, ValidationAutoConfiguration.class))
			.withUserConfiguration(ConnectionConfiguration.class);
	}

	/**
	 * Sends a request and waits for the reply.
	 */
	static Message request(ApplicationContext context, String subject, String body, String... headers) {
		try {
			Headers all = new Headers();
			for (int i = 0; i < headers.length; i += 2) {
				all.add(headers[i], headers[i + 1]);
			}
			Connection caller = context.getBean("caller", Connection.class);
			context.getBean("connection", Connection.class).flush(Duration.ofSeconds(20));
			return caller.request(subject, all, body.getBytes(StandardCharsets.UTF_8)).get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String text(Message message) {
		return new String(message.getData(), StandardCharsets.UTF_8);
	}

	static String error(Message message) {
		return message.hasHeaders() ? message.getHeaders().getFirst("Nats-Service-Error-Code") + ":"
				+ message.getHeaders().getFirst("Nats-Service-Error") : "none";
	}

	@Configuration(proxyBeanMethods = false)
	static class ConnectionConfiguration {

		@Bean(destroyMethod = "close")
		@Primary
		Connection connection() throws Exception {
			return Nats.connect(Options.builder().server(LocalNats.shared().url()).build());
		}

		@Bean(destroyMethod = "close")
		Connection caller() throws Exception {
			return Nats.connect(Options.builder().server(LocalNats.shared().url()).build());
		}

	}

}
