package io.github.polywire.natsmicro.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * What is needed to connect to a NATS server.
 */
public interface NatsConnectionDetails extends ConnectionDetails {

	/**
	 * The servers of one cluster.
	 * @return their URLs, at least one
	 */
	List<String> getServers();

	/**
	 * The name of the user.
	 * @return the name, or {@code null} if none is needed
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * The password of the user.
	 * @return the password, or {@code null} if none is needed
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * The token.
	 * @return the token, or {@code null} if none is needed
	 */
	default @Nullable String getToken() {
		return null;
	}

	/**
	 * The SSL bundle for TLS.
	 * @return the bundle, or {@code null} if none is given
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
