package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * A remote call ended without a usable result. The subclasses say why; this class itself
 * is thrown for a reply that cannot be decoded or does not bind to the type asked for.
 */
public class RemoteCallException extends RabiBridgeException {

	private final FunctionKey function;

	/**
	 * Creates an exception.
	 * @param function the function called
	 * @param message what happened and what to do
	 */
	public RemoteCallException(FunctionKey function, String message) {
		this(function, message, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param function the function called
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RemoteCallException(FunctionKey function, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.function = function;
	}

	/**
	 * The function that was called.
	 * @return the function
	 */
	public FunctionKey getFunction() {
		return this.function;
	}

}
