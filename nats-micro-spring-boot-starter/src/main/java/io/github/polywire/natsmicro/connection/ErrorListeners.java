package io.github.polywire.natsmicro.connection;

import java.util.List;
import java.util.function.Consumer;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.support.Status;

/**
 * Tells several listeners: ours, and the application's own.
 *
 * @param listeners the listeners
 */
record ErrorListeners(List<ErrorListener> listeners) implements ErrorListener {

	private void each(Consumer<ErrorListener> call) {
		this.listeners.forEach(call);
	}

	@Override
	public void errorOccurred(Connection connection, String error) {
		each((listener) -> listener.errorOccurred(connection, error));
	}

	@Override
	public void exceptionOccurred(Connection connection, Exception exception) {
		each((listener) -> listener.exceptionOccurred(connection, exception));
	}

	@Override
	public void slowConsumerDetected(Connection connection, io.nats.client.Consumer consumer) {
		each((listener) -> listener.slowConsumerDetected(connection, consumer));
	}

	@Override
	public void messageDiscarded(Connection connection, Message message) {
		each((listener) -> listener.messageDiscarded(connection, message));
	}

	@Override
	public void heartbeatAlarm(Connection connection, JetStreamSubscription subscription, long lastStreamSequence,
			long lastConsumerSequence) {
		each((listener) -> listener.heartbeatAlarm(connection, subscription, lastStreamSequence, lastConsumerSequence));
	}

	@Override
	public void unhandledStatus(Connection connection, JetStreamSubscription subscription, Status status) {
		each((listener) -> listener.unhandledStatus(connection, subscription, status));
	}

	@Override
	public void pullStatusWarning(Connection connection, JetStreamSubscription subscription, Status status) {
		each((listener) -> listener.pullStatusWarning(connection, subscription, status));
	}

	@Override
	public void pullStatusError(Connection connection, JetStreamSubscription subscription, Status status) {
		each((listener) -> listener.pullStatusError(connection, subscription, status));
	}

	@Override
	public void flowControlProcessed(Connection connection, JetStreamSubscription subscription, String subject,
			FlowControlSource source) {
		each((listener) -> listener.flowControlProcessed(connection, subscription, subject, source));
	}

	@Override
	public void socketWriteTimeout(Connection connection) {
		each((listener) -> listener.socketWriteTimeout(connection));
	}

}
