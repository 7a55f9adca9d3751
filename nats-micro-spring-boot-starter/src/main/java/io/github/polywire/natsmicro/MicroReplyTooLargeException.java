package io.github.polywire.natsmicro;

/**
 * A reply is larger than the NATS server takes. The request is not answered by it; by
 * default the caller gets the message with code 500.
 */
public class MicroReplyTooLargeException extends NatsMicroException {

	/**
	 * Creates an exception.
	 * @param size the size of the reply with its headers, in bytes
	 * @param maxPayload the most that the server takes, in bytes
	 */
	public MicroReplyTooLargeException(long size, long maxPayload) {
		super("The reply of " + size + " bytes is larger than the NATS server takes, which is " + maxPayload
				+ " bytes (max_payload): return less, or in parts");
	}

}
