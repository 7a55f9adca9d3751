package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

/**
 * A plugin jar cannot be loaded. What was served before is served on.
 */
public class RemoteCallPluginException extends RabiBridgeException {

	/**
	 * Creates an exception.
	 * @param message what happened, on which jar, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public RemoteCallPluginException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
