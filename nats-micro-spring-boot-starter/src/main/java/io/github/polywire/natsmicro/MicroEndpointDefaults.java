package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of a service or group inherit unless they say themselves. Immutable.
 *
 * @param queueGroup the queue group, {@link #NO_QUEUE_GROUP}, or {@code null} to inherit
 * it
 * @param pendingMessages how many requests may wait in the NATS client, 0 for any number,
 * or {@code null} to inherit it
 * @param pendingBytes how many bytes of requests may wait in the NATS client, 0 for any
 * number, or {@code null} to inherit it
 */
public record MicroEndpointDefaults(@Nullable String queueGroup, @Nullable Long pendingMessages,
		@Nullable Long pendingBytes) {

	/**
	 * Says of an endpoint that it has no queue group: each instance gets all requests.
	 * Not a name that a queue group can have.
	 */
	public static final String NO_QUEUE_GROUP = "(none)";

	private static final MicroEndpointDefaults INHERITED = new MicroEndpointDefaults(null, null, null);

	/**
	 * Everything is inherited.
	 * @return the defaults
	 */
	public static MicroEndpointDefaults inherited() {
		return INHERITED;
	}

	/**
	 * A queue group, and the rest is inherited.
	 * @param queueGroup the queue group, or {@link #NO_QUEUE_GROUP}
	 * @return the defaults
	 */
	public static MicroEndpointDefaults ofQueueGroup(String queueGroup) {
		return new MicroEndpointDefaults(queueGroup, null, null);
	}

	/**
	 * Fills what is inherited.
	 * @param parent where it is inherited from
	 * @return the defaults
	 */
	public MicroEndpointDefaults orElse(MicroEndpointDefaults parent) {
		return new MicroEndpointDefaults((this.queueGroup != null) ? this.queueGroup : parent.queueGroup,
				(this.pendingMessages != null) ? this.pendingMessages : parent.pendingMessages,
				(this.pendingBytes != null) ? this.pendingBytes : parent.pendingBytes);
	}

}
