package io.github.polywire.dxlstreaming;

/**
 * Takes a record that a listener failed to handle for good, for instance to send it to a
 * dead-letter topic. Called on the container's thread.
 */
@FunctionalInterface
public interface DxlRecoverer {

	/**
	 * Takes the record. It is committed when this method returns; an exception leaves it
	 * uncommitted, and it is tried again after a pause.
	 * @param record the record as it came
	 * @param failure why it was not handled; a {@link PayloadException} if it cannot be
	 * decoded
	 * @throws Exception if the record cannot be taken
	 */
	void recover(DxlRawRecord record, Exception failure) throws Exception;

}
