package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.nats.client.Connection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sees to it that what a service has sent reaches the server.
 *
 * @param service the name of the service
 * @param connection the connection
 */
record SentReplies(String service, Connection connection) {

	private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(SentReplies.class);

	/**
	 * Waits until the server has everything that was sent, if it is there at all.
	 * @param deadline until when to wait, by {@link System#nanoTime()}
	 */
	void flush(long deadline) {
		if (this.connection.getStatus() != Connection.Status.CONNECTED) {
			return;
		}
		try {
			this.connection.flush(Duration.ofNanos(Math.max(LEAST_NANOS, deadline - System.nanoTime())));
		}
		catch (TimeoutException | IllegalStateException ex) {
			logger.warn("The last replies of '" + this.service + "' may not have reached the NATS server: "
					+ ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
