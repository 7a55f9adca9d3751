package io.github.polywire.natsmicro;

/**
 * What an endpoint does.
 */
public enum MicroEndpointState {

	/**
	 * No requests are taken, and none is being handled.
	 */
	STOPPED,

	/**
	 * Requests are taken, as soon as the connection is there.
	 */
	RUNNING,

	/**
	 * No requests are taken until the endpoint is resumed; those that were are answered.
	 */
	PAUSED,

	/**
	 * No more requests are taken, and those that were are being answered.
	 */
	STOPPING

}
