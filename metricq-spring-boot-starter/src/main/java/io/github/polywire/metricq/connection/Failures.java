package io.github.polywire.metricq.connection;

import java.io.IOException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

/**
 * Says why the broker or the network failed.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * Says why, in one sentence.
	 * @param failure what was thrown
	 * @return the broker's own text where it gave one
	 */
	static String describe(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null && !(cause instanceof AuthenticationFailureException)
				&& !(cause instanceof MetricqException)
				&& (cause.getMessage() == null || cause instanceof IOException)) {
			cause = cause.getCause();
		}
		if (cause instanceof ShutdownSignalException signal) {
			return shutdownReason(signal);
		}
		String message = cause.getMessage();
		if (cause instanceof MetricqException && message != null) {
			return message;
		}
		return (message != null) ? cause.getClass().getSimpleName() + ": " + message : cause.getClass().getSimpleName();
	}

	/**
	 * The code with which the broker closed a channel or connection.
	 * @param failure what was thrown
	 * @return an AMQP reply code, or 0 if it was something else
	 */
	static int replyCode(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ShutdownSignalException signal) {
				if (signal.getReason() instanceof AMQP.Channel.Close close) {
					return close.getReplyCode();
				}
				if (signal.getReason() instanceof AMQP.Connection.Close close) {
					return close.getReplyCode();
				}
			}
		}
		return 0;
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
