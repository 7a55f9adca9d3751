package io.github.polywire.rabibridge.connection;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A message to publish with the broker's confirmation. Exactly one of the outcomes is
 * called once, on a thread that must not be blocked.
 */
public interface Publication {

	/**
	 * The exchange to publish to.
	 * @return the exchange's name, empty for the default exchange
	 */
	String exchange();

	/**
	 * The routing key.
	 * @return the routing key
	 */
	String routingKey();

	/**
	 * The properties, asked for when the message is written.
	 * @return the properties
	 */
	BasicProperties properties();

	/**
	 * The body.
	 * @return the body
	 */
	byte[] body();

	/**
	 * The broker took charge of the message, or returned it before.
	 */
	void confirmed();

	/**
	 * The broker refused the message.
	 */
	void refused();

	/**
	 * AMQP has no form for the message, and nothing was written.
	 * @param cause why
	 */
	void unsendable(Exception cause);

	/**
	 * The channel was closed before the broker answered.
	 * @param cause why
	 * @param suspect whether the broker probably closed the channel because of this
	 * message: of those it had not answered, it is the largest
	 */
	void lost(Throwable cause, boolean suspect);

	/**
	 * The channel was closed before the message was written.
	 * @param cause why
	 */
	default void notWritten(Throwable cause) {
		lost(cause, false);
	}

}
