package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * The root of the exceptions of this starter.
 */
public class DxlStreamingException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public DxlStreamingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
