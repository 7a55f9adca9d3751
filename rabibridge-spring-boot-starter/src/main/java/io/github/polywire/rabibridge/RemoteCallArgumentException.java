package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * The arguments have no form on the wire. Nothing was sent, and trying again does not
 * help.
 */
public class RemoteCallArgumentException extends RemoteCallException {

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RemoteCallArgumentException(FunctionKey function, String message, @Nullable Throwable cause) {
		super(function, message, cause);
	}

}
