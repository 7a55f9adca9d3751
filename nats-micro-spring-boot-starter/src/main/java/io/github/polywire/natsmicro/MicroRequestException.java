package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * A request ended without a usable answer. The subclasses say why; this class itself is
 * thrown when the caller is interrupted, or the NATS client does not take the request.
 */
public class MicroRequestException extends NatsMicroException {

	private final String subject;

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param message what happened and what to do
	 */
	public MicroRequestException(String subject, String message) {
		this(subject, message, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param subject the subject of the request
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public MicroRequestException(String subject, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.subject = subject;
	}

	/**
	 * The subject that the request was for.
	 * @return the subject
	 */
	public String getSubject() {
		return this.subject;
	}

}
