package io.github.polywire.metricq;

/**
 * What becomes of a chunk that a listener failed to handle as often as the retry policy
 * allows.
 */
public enum FailureAction {

	/** It is dropped and counted. */
	DROP,

	/**
	 * It goes back to the queue once, and is dropped and counted if it fails again.
	 */
	REQUEUE

}
