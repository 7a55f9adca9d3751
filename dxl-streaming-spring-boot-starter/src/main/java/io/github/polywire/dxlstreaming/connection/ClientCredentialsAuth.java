package io.github.polywire.dxlstreaming.connection;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.polywire.dxlstreaming.wire.StreamCodec;
import io.github.polywire.dxlstreaming.wire.StreamPaths;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * Gets tokens by the credentials of a client.
 */
public final class ClientCredentialsAuth extends TokenCache {

	private final HttpAccess http;

	private final StreamCodec codec;

	private final URI uri;

	private final Client client;

	/**
	 * Creates the authentication.
	 * @param http makes requests
	 * @param codec reads answers
	 * @param baseUrl the URL of the service that gives tokens
	 * @param client the client
	 */
	public ClientCredentialsAuth(HttpAccess http, StreamCodec codec, URI baseUrl, Client client) {
		this.http = http;
		this.codec = codec;
		this.uri = ServiceSettings.resolve(baseUrl, StreamPaths.TOKEN);
		this.client = client;
	}

	@Override
	String login() {
		HttpAccess.Answer answer = this.http.exchange(HttpMethod.POST, this.uri, (headers) -> {
			headers.setBasicAuth(this.client.id(), this.client.secret(), StandardCharsets.UTF_8);
			headers.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
		}, this.client.form().getBytes(StandardCharsets.UTF_8));
		return TokenAnswers.token(this.codec, answer, "client '" + this.client.id() + "'", "access_token");
	}

	@Override
	public String toString() {
		return "ClientCredentialsAuth[" + this.client.id() + " at " + this.uri + "]";
	}

	/**
	 * A client and what it asks for.
	 *
	 * @param id its id
	 * @param secret its secret
	 * @param scope the scopes, separated by blanks, or {@code null}
	 * @param grantType the kind of grant
	 * @param audience who the token is for, or {@code null}
	 */
	public record Client(String id, String secret, @Nullable String scope, String grantType,
			@Nullable String audience) {

		private String form() {
			Map<String, String> fields = new LinkedHashMap<>();
			if (this.scope != null) {
				fields.put("scope", this.scope);
			}
			fields.put("grant_type", this.grantType);
			if (this.audience != null) {
				fields.put("audience", this.audience);
			}
			return fields.entrySet()
				.stream()
				.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
				.collect(Collectors.joining("&"));
		}

		@Override
		public String toString() {
			return "Client[" + this.id + "]";
		}

	}

}
