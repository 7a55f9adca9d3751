package io.github.polywire.natsmicro.listener;

import io.github.polywire.natsmicro.MicroReplyTooLargeException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends the answers of one endpoint.
 */
final class ReplyPublisher {

	private static final Log logger = LogFactory.getLog(ReplyPublisher.class);

	private final RateLimitedLog failureLog = new RateLimitedLog(logger);

	private final Connection connection;

	private final EndpointCounters counters;

	ReplyPublisher(Connection connection, EndpointCounters counters) {
		this.connection = connection;
		this.counters = counters;
	}

	/**
	 * Checks that the server takes an answer. The connection would be closed over one
	 * that it does not take.
	 * @param headers the headers
	 * @param body the body
	 * @throws MicroReplyTooLargeException if it does not
	 */
	void checkSize(@Nullable Headers headers, byte[] body) {
		long maxPayload = this.connection.getMaxPayload();
		long size = (long) body.length + ((headers != null) ? headers.serializedLength() : 0);
		if (maxPayload > 0 && size > maxPayload) {
			throw new MicroReplyTooLargeException(size, maxPayload);
		}
	}

	/**
	 * Sends an answer.
	 * @param replyTo where to
	 * @param headers the headers
	 * @param body the body
	 * @throws NatsMicroException if the connection does not take it
	 */
	void publish(String replyTo, @Nullable Headers headers, byte[] body) {
		try {
			this.connection.publish(replyTo, headers, body);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			this.counters.lostReplies.increment();
			this.failureLog.warn(() -> "A reply cannot be sent, and its caller gets none: " + ex.getMessage());
			throw new NatsMicroException("The reply cannot be sent: " + ex.getMessage()
					+ "; its caller gets none. See the state of the NATS connection", ex);
		}
	}

}
