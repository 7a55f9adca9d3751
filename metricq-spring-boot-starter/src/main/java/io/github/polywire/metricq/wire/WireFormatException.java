package io.github.polywire.metricq.wire;

import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when bytes from the network are not what they should be. The peer that sent them
 * is at fault, and sending them again does not help.
 */
public class WireFormatException extends MetricqException {

	/**
	 * Creates an exception.
	 * @param message what is wrong with the bytes
	 * @param cause what the parser said, if it did
	 */
	public WireFormatException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
