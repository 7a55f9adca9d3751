package io.github.polywire.benchmarks.rabibridge;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.benchmarks.harness.BrokerAddress;
import io.github.polywire.benchmarks.harness.CallbackContender;
import io.github.polywire.benchmarks.harness.Contender;
import io.github.polywire.benchmarks.harness.ThreadContender;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitTemplateConfigurer;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Calls with Spring AMQP's templates, as they come: replies by direct reply-to, which is
 * as fast here as a reply queue with a container.
 */
final class SpringClient implements AutoCloseable {

	private static final long TIMEOUT_MILLIS = 30_000;

	private final ConfigurableApplicationContext context;

	private final RabbitTemplate template;

	private final AsyncRabbitTemplate asyncTemplate;

	SpringClient(BrokerAddress broker, int inFlight) {
		// A channel for each call in flight is kept, or it would be opened for each call.
		this.context = Applications.run(Application.class,
				broker.toProperties(Map.of("spring.rabbitmq.publisher-confirm-type", "correlated",
						"spring.rabbitmq.publisher-returns", true, "spring.rabbitmq.template.mandatory", true,
						"spring.rabbitmq.template.reply-timeout", TIMEOUT_MILLIS, "spring.rabbitmq.cache.channel.size",
						2 * inFlight)));
		this.template = this.context.getBean("rabbitTemplate", RabbitTemplate.class);
		this.asyncTemplate = this.context.getBean(AsyncRabbitTemplate.class);
	}

	Contender asynchronous() {
		return new CallbackContender("async-rabbit-template",
				(question, callback) -> this.asyncTemplate
					.sendAndReceive(HandServer.EXCHANGE, SpringServer.FUNCTION, request(question))
					.whenComplete((reply, failure) -> answer(reply, failure, callback)));
	}

	Contender blocking() {
		return new ThreadContender("rabbit-template", (question) -> {
			Message reply = this.template.sendAndReceive(HandServer.EXCHANGE, SpringServer.FUNCTION, request(question),
					new CorrelationData(UUID.randomUUID().toString()));
			return (reply != null) ? HandMessages.value(reply.getBody()) : null;
		});
	}

	private static Message request(long question) throws IOException {
		return MessageBuilder.withBody(HandMessages.local().request(Fibonacci.argument(question)))
			.setDeliveryMode(MessageDeliveryMode.NON_PERSISTENT)
			.build();
	}

	private static void answer(@Nullable Message reply, @Nullable Throwable failure,
			CallbackContender.Callback callback) {
		Long answer = null;
		Throwable reason = failure;
		if (reply != null) {
			try {
				answer = HandMessages.value(reply.getBody());
			}
			catch (IOException ex) {
				reason = ex;
			}
		}
		callback.ended(answer, reason);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RabbitTemplate rabbitTemplate(RabbitTemplateConfigurer configurer, ConnectionFactory connectionFactory) {
			return template(configurer, connectionFactory);
		}

		// Has a template of its own, because it takes over its callbacks.
		@Bean
		AsyncRabbitTemplate asyncRabbitTemplate(RabbitTemplateConfigurer configurer,
				ConnectionFactory connectionFactory) {
			AsyncRabbitTemplate asyncTemplate = new AsyncRabbitTemplate(template(configurer, connectionFactory));
			asyncTemplate.setEnableConfirms(true);
			asyncTemplate.setMandatory(true);
			asyncTemplate.setReceiveTimeout(TIMEOUT_MILLIS);
			return asyncTemplate;
		}

		private static RabbitTemplate template(RabbitTemplateConfigurer configurer,
				ConnectionFactory connectionFactory) {
			RabbitTemplate template = new RabbitTemplate();
			configurer.configure(template, connectionFactory);
			return template;
		}

	}

}
