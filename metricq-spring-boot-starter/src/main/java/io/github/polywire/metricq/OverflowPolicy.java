package io.github.polywire.metricq;

/**
 * What a source does with a point for which its buffer has no room.
 */
public enum OverflowPolicy {

	/** The sender waits, up to {@code metricq.source.block-timeout}. */
	BLOCK,

	/** The oldest chunk that was not sent is dropped. */
	DROP_OLDEST,

	/** The sender gets an exception. */
	FAIL

}
