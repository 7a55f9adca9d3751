package io.github.polywire.metricq.network;

/**
 * What a network of one's own is doing.
 */
public enum NetworkState {

	/** It is not started, or stopped. */
	STOPPED,

	/** It has no connection to the broker, or is setting it up. */
	CONNECTING,

	/** Another manager serves the broker; this one takes over when that one is gone. */
	STANDBY,

	/** It serves clients. */
	RUNNING

}
