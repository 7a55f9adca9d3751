package io.github.polywire.natsmicro;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request cannot be written, and nothing was sent; or that of an answer
 * cannot be read as the type asked for.
 */
public class MicroConversionException extends MicroRequestException {

	/**
	 * Creates an exception.
	 * @param subject the subject of the request
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public MicroConversionException(String subject, String message, @Nullable Throwable cause) {
		super(subject, message, cause);
	}

}
