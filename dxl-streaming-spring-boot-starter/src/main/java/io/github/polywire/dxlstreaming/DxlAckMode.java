package io.github.polywire.dxlstreaming;

/**
 * When what a listener handled is committed.
 */
public enum DxlAckMode {

	/** After each record. */
	RECORD,

	/** After all records of a poll. */
	BATCH,

	/**
	 * When the listener calls {@link DxlAcknowledgment#acknowledge()}, at the latest
	 * after all records of the poll. A record before an unacknowledged one of the same
	 * poll is not committed past it.
	 */
	MANUAL

}
