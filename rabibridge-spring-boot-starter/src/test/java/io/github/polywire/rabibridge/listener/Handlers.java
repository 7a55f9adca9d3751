package io.github.polywire.rabibridge.listener;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.autoconfigure.RabiBridgeAutoConfiguration;
import io.github.polywire.rabibridge.wire.CallMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * Calls the handlers of an application as its containers do, without a broker.
 */
final class Handlers {

	private final RemoteCallRegistry registry;

	private Handlers(RemoteCallRegistry registry) {
		this.registry = registry;
	}

	/**
	 * An application that serves nothing by itself.
	 * @return a runner
	 */
	static ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class,
					JacksonAutoConfiguration.class, ValidationAutoConfiguration.class, RabbitAutoConfiguration.class,
					RabiBridgeAutoConfiguration.class))
			.withPropertyValues("rabibridge.server.auto-startup=false");
	}

	static Handlers of(ApplicationContext context) {
		return new Handlers(context.getBean(RemoteCallRegistry.class));
	}

	@Nullable Object call(String id, @Nullable Object... args) throws Throwable {
		return call(id, Arrays.asList(args), Map.of());
	}

	@Nullable Object call(String id, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) throws Throwable {
		RemoteCallContainer container = this.registry.getContainer(id);
		if (container == null) {
			throw new IllegalArgumentException("Not served: " + id);
		}
		return container.endpoint().handler().handle(new CallMessage(args, kwargs), new Context());
	}

	/**
	 * A call as handlers see it.
	 */
	static final class Context implements RemoteCallContext {

		@Override
		public FunctionKey function() {
			return FunctionKey.async("test");
		}

		@Override
		public String correlationId() {
			return "4711";
		}

		@Override
		public String replyTo() {
			return "replies";
		}

		@Override
		public Map<String, Object> headers() {
			return Map.of("tenant", "acme", "id", "peer's own");
		}

		@Override
		public boolean redelivered() {
			return false;
		}

		@Override
		public Duration timeLeft() {
			return Duration.ofSeconds(7);
		}

	}

}
