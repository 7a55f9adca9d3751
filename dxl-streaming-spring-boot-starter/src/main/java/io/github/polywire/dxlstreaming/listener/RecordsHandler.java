package io.github.polywire.dxlstreaming.listener;

import java.util.List;

import io.github.polywire.dxlstreaming.DxlAcknowledgment;
import io.github.polywire.dxlstreaming.DxlRawRecord;

/**
 * Handles records.
 */
public interface RecordsHandler {

	/**
	 * Whether it takes all records of a poll at once.
	 * @return whether
	 */
	boolean takesBatches();

	/**
	 * Handles records.
	 * @param records the records, one unless it takes all at once
	 * @param acknowledgment marks them as handled, if they are acknowledged by hand
	 * @throws io.github.polywire.dxlstreaming.PayloadException if a payload cannot be
	 * read; none of the records is handled
	 * @throws Exception if they were not handled
	 */
	void handle(List<DxlRawRecord> records, DxlAcknowledgment acknowledgment) throws Exception;

	/**
	 * What it is, for messages.
	 * @return usually a method
	 */
	String describe();

}
