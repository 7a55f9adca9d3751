package io.github.polywire.natsmicro;

/**
 * Nobody listens to the subject, as NATS says at once. The request was not handled.
 */
public class NoRespondersException extends MicroRequestException {

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 */
	public NoRespondersException(String subject) {
		super(subject, "Nobody serves '" + subject + "': check the subject, and whether the service runs");
	}

}
