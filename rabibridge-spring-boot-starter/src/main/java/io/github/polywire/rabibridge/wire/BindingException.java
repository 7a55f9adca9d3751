package io.github.polywire.rabibridge.wire;

import io.github.polywire.rabibridge.RabiBridgeException;
import org.jspecify.annotations.Nullable;

/**
 * A wire value does not bind to the Java type asked for. The message is one sentence that
 * may be told to the peer.
 */
public class BindingException extends RabiBridgeException {

	/**
	 * Creates an exception.
	 * @param message what was expected and what came
	 * @param cause the cause, or {@code null}
	 */
	public BindingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
