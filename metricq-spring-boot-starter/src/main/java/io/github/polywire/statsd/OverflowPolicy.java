package io.github.polywire.statsd;

/**
 * What happens to a line for which the queue has no room.
 */
public enum OverflowPolicy {

	/** The line that has waited longest is dropped. */
	DROP_OLDEST,

	/** The new line is dropped. */
	DROP_NEWEST,

	/**
	 * The recording thread waits while the connector runs; before and after that, the new
	 * line is dropped.
	 */
	BLOCK

}
