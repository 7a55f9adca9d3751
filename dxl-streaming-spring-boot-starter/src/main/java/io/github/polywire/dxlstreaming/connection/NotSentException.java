package io.github.polywire.dxlstreaming.connection;

import io.github.polywire.dxlstreaming.TemporaryException;
import org.jspecify.annotations.Nullable;

/**
 * A request did not reach the service, or the service did not act on it.
 */
class NotSentException extends TemporaryException {

	NotSentException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
