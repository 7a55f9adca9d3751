package io.github.polywire.natsmicro.listener;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.connection.RateLimitedLog;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one endpoint at present, and what those before it have dropped. For
 * one changing thread at a time; what it tells may be asked by any.
 */
final class EndpointSubscription {

	private static final Log logger = LogFactory.getLog(EndpointSubscription.class);

	private final RateLimitedLog slowLog = new RateLimitedLog(logger);

	private final String endpoint;

	private final EndpointSpecification specification;

	private final ServerContext context;

	private final MessageHandler handler;

	private final AtomicLong droppedBefore = new AtomicLong();

	private volatile @Nullable ServerSubscription current;

	private volatile long droppedSeen;

	EndpointSubscription(String endpoint, EndpointSpecification specification, ServerContext context,
			MessageHandler handler) {
		this.endpoint = endpoint;
		this.specification = specification;
		this.context = context;
		this.handler = handler;
	}

	/**
	 * Subscribes. If the connection is closed, the one that takes its place is waited
	 * for.
	 */
	void open() {
		forget();
		this.droppedSeen = 0;
		try {
			this.current = ServerSubscription.open(this.context.connection(), this.specification.queueGroup(),
					this.specification.limits(), List.of(this.specification.info().subject()), this::received);
		}
		catch (NatsMicroException ex) {
			this.slowLog.warn(() -> this.endpoint + " takes no requests at present: " + ex.getMessage());
		}
	}

	boolean isOpen() {
		return this.current != null;
	}

	void leave(long deadline) {
		ServerSubscription subscribed = this.current;
		if (subscribed != null) {
			subscribed.leave(deadline);
		}
	}

	void close(long deadline) {
		ServerSubscription subscribed = this.current;
		if (subscribed != null) {
			subscribed.close(deadline);
			forget();
		}
	}

	private void forget() {
		ServerSubscription ended = this.current;
		if (ended != null) {
			this.droppedBefore.addAndGet(ended.droppedCount());
			this.current = null;
		}
	}

	long pendingCount() {
		ServerSubscription subscribed = this.current;
		return (subscribed != null) ? subscribed.pendingCount() : 0;
	}

	long droppedCount() {
		ServerSubscription subscribed = this.current;
		return this.droppedBefore.get() + ((subscribed != null) ? subscribed.droppedCount() : 0);
	}

	private void received(Message message) throws InterruptedException {
		noteDropped();
		this.handler.onMessage(message);
	}

	private void noteDropped() {
		ServerSubscription subscribed = this.current;
		long dropped = (subscribed != null) ? subscribed.droppedCount() : 0;
		if (dropped > this.droppedSeen) {
			this.droppedSeen = dropped;
			this.slowLog.warn(() -> "Requests for " + this.endpoint
					+ " come faster than they are taken: the NATS client has dropped " + dropped
					+ " of them. More pending messages or bytes may be needed, or more instances");
		}
	}

}
