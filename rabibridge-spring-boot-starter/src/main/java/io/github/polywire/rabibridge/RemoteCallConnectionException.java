package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * The call could not be sent, or its connection was lost before the reply came. A call
 * whose connection was lost may or may not have been executed.
 */
public class RemoteCallConnectionException extends RemoteCallException {

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RemoteCallConnectionException(FunctionKey function, String message, @Nullable Throwable cause) {
		super(function, message, cause);
	}

}
