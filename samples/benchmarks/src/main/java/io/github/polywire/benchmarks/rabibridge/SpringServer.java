package io.github.polywire.benchmarks.rabibridge;

import java.io.IOException;

import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application that serves with Spring AMQP's listener and its replies.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class SpringServer {

	static final String FUNCTION = "fibonacci_by_spring";

	@Bean
	DirectExchange exchange() {
		return new DirectExchange(HandServer.EXCHANGE);
	}

	@Bean
	Queue queue() {
		return QueueBuilder.durable(FUNCTION).autoDelete().overflow(QueueBuilder.Overflow.rejectPublish).build();
	}

	@Bean
	Binding binding(Queue queue, DirectExchange exchange) {
		return BindingBuilder.bind(queue).to(exchange).with(FUNCTION);
	}

	@RabbitListener(queues = FUNCTION)
	byte[] fibonacci(byte[] request) throws IOException {
		return HandMessages.local().reply(Fibonacci.of(HandMessages.argument(request)));
	}

}
