package io.github.polywire.dxlstreaming.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the service answered is not what it should be.
 */
public class WireFormatException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what is wrong
	 * @param cause the cause, or {@code null}
	 */
	public WireFormatException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
