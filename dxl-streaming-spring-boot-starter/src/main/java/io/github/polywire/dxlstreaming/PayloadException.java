package io.github.polywire.dxlstreaming;

/**
 * The payload of a record cannot be read: it is not base64, not JSON, or not of the
 * asked-for type. The other records are not affected.
 */
public class PayloadException extends PermanentException {

	private final transient DxlRawRecord record;

	/**
	 * Creates an exception.
	 * @param message what is wrong with the payload
	 * @param record the record
	 * @param cause the cause
	 */
	public PayloadException(String message, DxlRawRecord record, Throwable cause) {
		super(message, cause);
		this.record = record;
	}

	/**
	 * The record as it came.
	 * @return the record
	 */
	public DxlRawRecord getRecord() {
		return this.record;
	}

}
