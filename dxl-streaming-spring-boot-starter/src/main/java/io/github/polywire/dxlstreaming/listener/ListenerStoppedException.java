package io.github.polywire.dxlstreaming.listener;

import io.github.polywire.dxlstreaming.PermanentException;

/**
 * The error handler decided to stop the container.
 */
class ListenerStoppedException extends PermanentException {

	ListenerStoppedException(String message, Throwable cause) {
		super(message, cause);
	}

}
