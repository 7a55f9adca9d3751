package io.github.polywire.statsd;

/**
 * What a connector is doing.
 */
public enum ConnectorState {

	/** It is not running: lines are queued, not sent. */
	STOPPED,

	/** It runs and tries to connect: lines are queued. */
	CONNECTING,

	/** It is connected: lines are sent. */
	CONNECTED

}
