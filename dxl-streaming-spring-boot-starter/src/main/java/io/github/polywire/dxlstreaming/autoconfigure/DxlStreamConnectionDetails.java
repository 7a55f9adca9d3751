package io.github.polywire.dxlstreaming.autoconfigure;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * What is needed to connect to a streaming service.
 */
public interface DxlStreamConnectionDetails extends ConnectionDetails {

	/**
	 * Where the service is.
	 * @return its URL
	 */
	URI getBaseUrl();

	/**
	 * Where tokens are got.
	 * @return the URL, by default that of the service
	 */
	default URI getAuthBaseUrl() {
		return getBaseUrl();
	}

	/**
	 * The name of the user.
	 * @return the name, or {@code null} if none logs in
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * The password of the user.
	 * @return the password, or {@code null}
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * The id of the client.
	 * @return the id, or {@code null} if no client gets tokens
	 */
	default @Nullable String getClientId() {
		return null;
	}

	/**
	 * The secret of the client.
	 * @return the secret, or {@code null}
	 */
	default @Nullable String getClientSecret() {
		return null;
	}

	/**
	 * The SSL bundle for TLS.
	 * @return the bundle, or {@code null} for what the JVM trusts
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
