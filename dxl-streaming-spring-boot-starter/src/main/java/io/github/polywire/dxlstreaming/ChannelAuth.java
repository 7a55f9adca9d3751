package io.github.polywire.dxlstreaming;

/**
 * Gets the tokens that requests carry. The twin of {@code ChannelAuth} of the Python
 * client. Implementations must be thread-safe: all channels, listeners and the template
 * share one.
 */
public interface ChannelAuth {

	/**
	 * The token, got from a login if there is none.
	 * @return the token for {@code Authorization: Bearer}
	 * @throws TemporaryException if the login failed and may succeed later
	 * @throws PermanentAuthenticationException if the credentials are refused
	 */
	String token();

	/**
	 * Forgets the token, so that the next call logs in.
	 */
	void reset();

	/**
	 * Forgets a token that the service refused. A token that has been got since is kept,
	 * so that many consumers whose token expires log in once.
	 * @param refused the token that was refused
	 */
	default void reset(String refused) {
		reset();
	}

	/**
	 * Always the same token, which cannot be renewed.
	 * @param token the token
	 * @return the authentication
	 */
	static ChannelAuth ofToken(String token) {
		return new StaticTokenAuth(token);
	}

}
