package io.github.polywire.rabibridge.integration;

import java.util.List;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A reply as a foreign client got it.
 *
 * @param properties its properties
 * @param body its body
 * @param routingKey where it was sent
 */
record ForeignReply(BasicProperties properties, byte[] body, String routingKey) {

	List<?> pair() {
		return (List<?>) ForeignBody.decode(this.body);
	}

	int code() {
		return (Integer) pair().get(0);
	}

	Object value() {
		return pair().get(1);
	}

	/**
	 * The value if the call succeeded.
	 */
	Object result() {
		if (code() != 0) {
			throw new IllegalStateException("code " + code() + ": " + value());
		}
		return value();
	}

}
