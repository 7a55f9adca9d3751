package io.github.polywire.rabibridge;

/**
 * No queue is bound for the function called: nobody serves it, or it is served under the
 * other {@linkplain FunctionKind kind}. The function was not executed.
 */
public class UnknownRemoteCallException extends RemoteCallException {

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 */
	public UnknownRemoteCallException(FunctionKey function, String message) {
		super(function, message);
	}

}
