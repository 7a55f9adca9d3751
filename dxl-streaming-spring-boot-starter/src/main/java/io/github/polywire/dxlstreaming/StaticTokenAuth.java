package io.github.polywire.dxlstreaming;

import org.springframework.util.Assert;

/**
 * A token that is given.
 */
final class StaticTokenAuth implements ChannelAuth {

	private final String token;

	StaticTokenAuth(String token) {
		Assert.hasText(token, "'token' must not be empty");
		this.token = token;
	}

	@Override
	public String token() {
		return this.token;
	}

	@Override
	public void reset() {
		// There is no other.
	}

}
