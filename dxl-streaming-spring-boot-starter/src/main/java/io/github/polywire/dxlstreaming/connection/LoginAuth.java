package io.github.polywire.dxlstreaming.connection;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.github.polywire.dxlstreaming.wire.StreamCodec;
import io.github.polywire.dxlstreaming.wire.StreamPaths;

import org.springframework.http.HttpMethod;

/**
 * Logs in with a user's name and password.
 */
public final class LoginAuth extends TokenCache {

	private final HttpAccess http;

	private final StreamCodec codec;

	private final URI uri;

	private final String username;

	private final String password;

	/**
	 * Creates the authentication.
	 * @param http makes requests
	 * @param codec reads answers
	 * @param baseUrl the URL of the service that logs in
	 * @param username the user
	 * @param password the user's password
	 */
	public LoginAuth(HttpAccess http, StreamCodec codec, URI baseUrl, String username, String password) {
		this.http = http;
		this.codec = codec;
		this.uri = ServiceSettings.resolve(baseUrl, StreamPaths.LOGIN);
		this.username = username;
		this.password = password;
	}

	@Override
	String login() {
		HttpAccess.Answer answer = this.http.exchange(HttpMethod.GET, this.uri,
				(headers) -> headers.setBasicAuth(this.username, this.password, StandardCharsets.UTF_8), null);
		return TokenAnswers.token(this.codec, answer, "user '" + this.username + "'", "AuthorizationToken",
				"authorizationToken");
	}

	@Override
	public String toString() {
		return "LoginAuth[" + this.username + " at " + this.uri + "]";
	}

}
