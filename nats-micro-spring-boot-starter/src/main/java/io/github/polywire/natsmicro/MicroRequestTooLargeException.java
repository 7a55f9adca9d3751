package io.github.polywire.natsmicro;

/**
 * A request is larger than the NATS server takes. It was not sent.
 */
public class MicroRequestTooLargeException extends MicroRequestException {

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param size the size of the request with its headers, in bytes
	 * @param maxPayload the most that the server takes, in bytes
	 */
	public MicroRequestTooLargeException(String subject, long size, long maxPayload) {
		super(subject,
				"The request for '" + subject + "' of " + size
						+ " bytes is larger than the NATS server takes, which is " + maxPayload
						+ " bytes (max_payload): send less, or in parts");
	}

}
