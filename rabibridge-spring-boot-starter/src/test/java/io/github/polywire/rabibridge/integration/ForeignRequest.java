package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;

/**
 * A request as a foreign server got it.
 *
 * @param channel the channel it came on
 * @param delivery the message
 */
record ForeignRequest(Channel channel, Delivery delivery) {

	BasicProperties properties() {
		return this.delivery.getProperties();
	}

	byte[] body() {
		return this.delivery.getBody();
	}

	List<?> pair() {
		return (List<?>) ForeignBody.decode(body());
	}

	List<?> args() {
		return (List<?>) pair().get(0);
	}

	Map<?, ?> kwargs() {
		return (Map<?, ?>) pair().get(1);
	}

	/**
	 * The properties that a reply has.
	 */
	BasicProperties.Builder replyProperties() {
		return new BasicProperties.Builder().headers(Collections.emptyMap())
			.deliveryMode(1)
			.priority(0)
			.correlationId(properties().getCorrelationId())
			.messageId(ForeignClient.hex());
	}

	void reply(int code, Object value) {
		reply(replyProperties().build(), ForeignBody.encode(Arrays.asList(code, value)));
	}

	void reply(byte[] body) {
		reply(replyProperties().build(), body);
	}

	/**
	 * Publishes a reply.
	 */
	void reply(BasicProperties properties, byte[] body) {
		try {
			synchronized (this.channel) {
				this.channel.basicPublish("", properties().getReplyTo(), true, false, properties, body);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Acknowledges the request. The protocol acknowledges when the reply was confirmed.
	 */
	void acknowledge() {
		try {
			synchronized (this.channel) {
				this.channel.basicAck(this.delivery.getEnvelope().getDeliveryTag(), false);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
