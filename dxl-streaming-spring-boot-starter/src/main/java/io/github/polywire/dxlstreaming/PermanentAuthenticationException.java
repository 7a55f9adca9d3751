package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.Nullable;

/**
 * The service refuses the credentials, or a token that was fresh from a login. The
 * message names the user and the URL, never the secret.
 */
public class PermanentAuthenticationException extends PermanentException {

	/**
	 * Creates an exception.
	 * @param message what happened, on what, and what to do
	 * @param cause the cause, or {@code null}
	 */
	public PermanentAuthenticationException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
