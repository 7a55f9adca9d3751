package io.github.polywire.localbrokers;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The address of a NATS server, with the user and password if it takes them.
 */
record NatsUrl(String scheme, String host, int port, @Nullable String username, @Nullable String password) {

	private static final int DEFAULT_PORT = 4222;

	/**
	 * Reads {@code [nats://][user:password@]host[:port]}.
	 * @param property where the text is from, for the message when it cannot be read
	 * @param text the text
	 * @return the address
	 */
	static NatsUrl parse(String property, String text) {
		String stripped = text.strip();
		try {
			URI uri = URI.create(stripped.contains("://") ? stripped : "nats://" + stripped);
			if (uri.getHost() != null) {
				String user = uri.getRawUserInfo();
				int colon = (user != null) ? user.indexOf(':') : -1;
				return new NatsUrl(uri.getScheme(), uri.getHost(), (uri.getPort() != -1) ? uri.getPort() : DEFAULT_PORT,
						(colon != -1) ? decode(user.substring(0, colon)) : null,
						(colon != -1) ? decode(user.substring(colon + 1)) : null);
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below, without the text: it may hold a password.
		}
		throw new LocalBrokerException(
				"The property " + property + " is not a URL; write it as nats://user:password@host:port");
	}

	String toText() {
		String login = (this.username != null && this.password != null)
				? encode(this.username) + ":" + encode(this.password) + "@" : "";
		return this.scheme + "://" + login + this.host + ":" + this.port;
	}

	@Override
	public String toString() {
		return this.scheme + "://" + this.host + ":" + this.port;
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	private static String decode(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

}
