package io.github.polywire.metricq.listener;

import java.io.IOException;

import com.rabbitmq.client.AlreadyClosedException;
import io.github.polywire.metricq.connection.BrokerSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a container has besides the listener of its queue. Nothing, for a sink's.
 */
interface ContainerCompanion {

	/** Nothing. */
	ContainerCompanion NONE = new ContainerCompanion() {
	};

	/**
	 * The container starts, and has not subscribed yet.
	 */
	default void starting() {
	}

	/**
	 * The container begins to consume its queue. May wait for the broker.
	 * @param session the connection of the queue
	 * @param subscription what the manager answered
	 * @param lost to be run to let the container begin again
	 * @throws IOException if the connection is lost
	 * @throws AlreadyClosedException if it is closed
	 */
	default void consuming(BrokerSession session, ObjectNode subscription, Runnable lost) throws IOException {
	}

	/**
	 * The container stops: it takes no more chunks, and those that came are being
	 * handled.
	 */
	default void stopping() {
	}

	/**
	 * The container has stopped: its chunks are handled, or were interrupted.
	 */
	default void stopped() {
	}

	/**
	 * Why it does not work at present.
	 * @return one sentence, or {@code null} if nothing failed
	 */
	default @Nullable String failure() {
		return null;
	}

}
