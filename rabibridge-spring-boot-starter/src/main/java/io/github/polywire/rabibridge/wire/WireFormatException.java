package io.github.polywire.rabibridge.wire;

import io.github.polywire.rabibridge.RabiBridgeException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that cannot be decoded, a body of another shape than the protocol's, or a value
 * that the wire has no form for. The message is one sentence that may be told to the
 * peer: it names no class of ours.
 */
public class WireFormatException extends RabiBridgeException {

	/**
	 * Creates an exception.
	 * @param message what is wrong
	 */
	public WireFormatException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message what is wrong
	 * @param cause the cause, or {@code null}
	 */
	public WireFormatException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
