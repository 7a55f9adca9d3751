package io.github.polywire.rabibridge;

/**
 * What the container of a function does.
 */
public enum ContainerState {

	/**
	 * The function is not served.
	 */
	STOPPED,

	/**
	 * The function will be served as soon as the broker is reached.
	 */
	STARTING,

	/**
	 * The function is served.
	 */
	RUNNING,

	/**
	 * No calls are taken until the container is resumed.
	 */
	PAUSED,

	/**
	 * No more calls are taken, and those that were are being answered.
	 */
	STOPPING,

	/**
	 * The function is not served because of an error that trying again does not cure.
	 */
	FAILED

}
