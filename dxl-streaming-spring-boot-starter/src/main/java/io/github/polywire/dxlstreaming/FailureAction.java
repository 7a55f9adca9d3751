package io.github.polywire.dxlstreaming;

/**
 * What becomes of a record that a listener failed to handle for good.
 */
public enum FailureAction {

	/** It is logged, counted and committed. */
	SKIP,

	/**
	 * It is given to the {@link DxlRecoverer}, by default one that sends it to the
	 * dead-letter topic, and committed.
	 */
	DEAD_LETTER,

	/** The container stops, the record is not committed. */
	STOP

}
