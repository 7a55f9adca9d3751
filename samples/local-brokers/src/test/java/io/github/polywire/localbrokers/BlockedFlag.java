package io.github.polywire.localbrokers;

import com.rabbitmq.client.BlockedListener;

/**
 * Remembers whether the broker has blocked a connection.
 */
class BlockedFlag implements BlockedListener {

	private volatile boolean set;

	@Override
	public void handleBlocked(String reason) {
		this.set = true;
	}

	@Override
	public void handleUnblocked() {
		this.set = false;
	}

	boolean isSet() {
		return this.set;
	}

}
