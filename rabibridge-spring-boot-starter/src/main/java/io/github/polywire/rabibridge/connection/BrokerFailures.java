package io.github.polywire.rabibridge.connection;

import java.io.IOException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

import org.springframework.amqp.AmqpException;

/**
 * Words for what the broker and the network throw.
 */
public final class BrokerFailures {

	private BrokerFailures() {
	}

	/**
	 * Says why the broker or the network failed, in one sentence.
	 * @param failure what was thrown
	 * @return the broker's own text where it gave one
	 */
	public static String describe(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null
				&& (cause instanceof AmqpException || cause.getMessage() == null || cause instanceof IOException)) {
			cause = cause.getCause();
		}
		if (cause instanceof ShutdownSignalException signal) {
			return shutdownReason(signal);
		}
		String message = cause.getMessage();
		return (message != null) ? cause.getClass().getSimpleName() + ": " + message : cause.getClass().getSimpleName();
	}

	private static String shutdownReason(ShutdownSignalException signal) {
		if (signal.getReason() instanceof AMQP.Connection.Close close) {
			return close.getReplyText();
		}
		if (signal.getReason() instanceof AMQP.Channel.Close close) {
			return close.getReplyText();
		}
		return "the connection was closed" + ((signal.getCause() != null) ? ": " + signal.getCause() : "");
	}

}
