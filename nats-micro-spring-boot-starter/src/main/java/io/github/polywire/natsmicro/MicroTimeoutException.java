package io.github.polywire.natsmicro;

import java.time.Duration;

/**
 * No answer came in time, though NATS was connected. The request may or may not have been
 * handled; an answer that comes later is dropped.
 */
public class MicroTimeoutException extends MicroRequestException {

	private final Duration timeout;

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param timeout how long the caller waited
	 */
	public MicroTimeoutException(String subject, Duration timeout) {
		super(subject, "No answer from '" + subject + "' within " + timeout.toMillis()
				+ " ms: see why its service is slow, or wait longer");
		this.timeout = timeout;
	}

	/**
	 * How long the caller waited.
	 * @return the time
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

}
