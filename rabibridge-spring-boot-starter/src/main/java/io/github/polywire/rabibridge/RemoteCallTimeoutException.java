package io.github.polywire.rabibridge;

/**
 * No reply came in time. The function may or may not have been executed; a reply that
 * comes later is dropped.
 */
public class RemoteCallTimeoutException extends RemoteCallException {

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 */
	public RemoteCallTimeoutException(FunctionKey function, String message) {
		super(function, message);
	}

}
