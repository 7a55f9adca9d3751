package io.github.polywire.dxlstreaming.connection;

import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.PermanentAuthenticationException;
import io.github.polywire.dxlstreaming.TemporaryException;

/**
 * Tells tokens that have expired from those that will never do: a user of tokens that has
 * two refused in a row, the second fresh from a login, has no right.
 */
final class TokenUse {

	private final ChannelAuth auth;

	private volatile boolean refusedBefore;

	TokenUse(ChannelAuth auth) {
		this.auth = auth;
	}

	String token() {
		try {
			return this.auth.token();
		}
		catch (TemporaryException ex) {
			throw new NotSentException(String.valueOf(ex.getMessage()), ex);
		}
	}

	void accepted() {
		this.refusedBefore = false;
	}

	/**
	 * Drops a token.
	 * @param token the token
	 * @param answer how it was refused
	 * @throws PermanentAuthenticationException if another token would not help
	 */
	void refused(String token, HttpAccess.Answer answer) {
		this.auth.reset(token);
		if (this.refusedBefore || token().equals(token)) {
			this.refusedBefore = false;
			throw new PermanentAuthenticationException(answer.describe()
					+ ": a token fresh from a login was refused. Check the rights of the user or the client"
					+ " (dxl.streaming.auth.*)", null);
		}
		this.refusedBefore = true;
	}

}
