package io.github.polywire.rabibridge;

/**
 * An encrypted password cannot be decrypted. The message holds neither the password nor
 * the secret.
 */
public class RabiBridgePasswordException extends RabiBridgeException {

	/**
	 * Creates an exception.
	 * @param message what happened and why
	 */
	public RabiBridgePasswordException(String message) {
		super(message);
	}

}
