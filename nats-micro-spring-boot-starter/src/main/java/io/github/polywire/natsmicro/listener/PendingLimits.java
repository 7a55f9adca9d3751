package io.github.polywire.natsmicro.listener;

import io.nats.client.Consumer;

/**
 * How much may wait in the NATS client for one subscription; more is dropped there.
 *
 * @param messages how many messages, 0 for any number
 * @param bytes how many bytes, 0 for any number
 */
record PendingLimits(long messages, long bytes) {

	/** The limits of the NATS client. */
	static final PendingLimits DEFAULT = new PendingLimits(Consumer.DEFAULT_MAX_MESSAGES, Consumer.DEFAULT_MAX_BYTES);

}
