package io.github.polywire.rabibridge;

/**
 * The broker refused the call, because the function's queue is full. The function was not
 * executed; the call may be tried again later.
 */
public class RemoteCallRejectedException extends RemoteCallException {

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 */
	public RemoteCallRejectedException(FunctionKey function, String message) {
		super(function, message);
	}

}
