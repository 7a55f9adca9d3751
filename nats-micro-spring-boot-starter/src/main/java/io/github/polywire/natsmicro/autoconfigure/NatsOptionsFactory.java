package io.github.polywire.natsmicro.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

import javax.net.ssl.SSLContext;

import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.io.Resource;

/**
 * Makes the options of the connection from what is configured.
 */
final class NatsOptionsFactory {

	private final NatsProperties properties;

	private final NatsConnectionDetails details;

	private final ObjectProvider<NatsOptionsCustomizer> customizers;

	private final @Nullable String applicationName;

	NatsOptionsFactory(NatsProperties properties, NatsConnectionDetails details,
			ObjectProvider<NatsOptionsCustomizer> customizers, @Nullable String applicationName) {
		this.properties = properties;
		this.details = details;
		this.customizers = customizers;
		this.applicationName = applicationName;
	}

	Options create() {
		NatsProperties.Reconnect reconnect = this.properties.getReconnect();
		Options.Builder options = Options.builder()
			.servers(this.details.getServers().toArray(String[]::new))
			.connectionTimeout(this.properties.getConnectionTimeout())
			.pingInterval(this.properties.getPingInterval())
			.maxReconnects(reconnect.getMaxAttempts())
			.reconnectWait(reconnect.getWait())
			.reconnectJitter(reconnect.getJitter())
			.reconnectJitterTls(reconnect.getJitter())
			.reconnectBufferSize(reconnect.getBufferSize().toBytes());
		PropertyMapper map = PropertyMapper.get();
		String name = this.properties.getConnectionName();
		map.from((name != null) ? name : this.applicationName).to(options::connectionName);
		map.from(this.properties::getInboxPrefix).to(options::inboxPrefix);
		map.from(this.properties::isNoEcho).whenTrue().toCall(options::noEcho);
		authenticate(options);
		secure(options);
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(options));
		return options.build();
	}

	private void authenticate(Options.Builder options) {
		String username = this.details.getUsername();
		if (username != null) {
			options.userInfo(username, Objects.requireNonNullElse(this.details.getPassword(), ""));
		}
		String token = this.details.getToken();
		if (token != null) {
			options.token(token.toCharArray());
		}
		String nkey = this.properties.getNkey();
		if (nkey != null) {
			options.authHandler(Nats.staticCredentials(null, nkey.toCharArray()));
		}
		Resource credentials = this.properties.getCredentials();
		if (credentials != null) {
			options.authHandler(new CredentialsHandler(credentials));
		}
	}

	private void secure(Options.Builder options) {
		NatsProperties.Ssl ssl = this.properties.getSsl();
		SslBundle bundle = this.details.getSslBundle();
		boolean enabled = (ssl.getEnabled() != null) ? ssl.getEnabled()
				: bundle != null || this.details.getServers()
					.stream()
					.anyMatch((url) -> url.startsWith("tls:") || url.startsWith("wss:"));
		if (!enabled) {
			return;
		}
		SSLContext context = (bundle != null) ? bundle.createSslContext() : defaultContext();
		if (ssl.isVerifyHostname()) {
			context = HostVerifyingSslContext.of(context);
			// The only mode that keeps the name, which is what is verified.
			options.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
		}
		options.sslContext(context);
		if (ssl.isHandshakeFirst()) {
			options.tlsFirst();
		}
	}

	private static SSLContext defaultContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JVM has no TLS", ex);
		}
	}

	/**
	 * Reads a credentials file at each connection.
	 *
	 * @param file the file
	 */
	private record CredentialsHandler(Resource file) implements AuthHandler {

		private AuthHandler read() {
			try {
				return Nats.staticCredentials(
						this.file.getContentAsString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
			}
			catch (IOException ex) {
				throw new UncheckedIOException("NATS credentials cannot be read from " + this.file.getDescription(),
						ex);
			}
		}

		@Override
		public byte @Nullable [] sign(byte[] nonce) {
			return read().sign(nonce);
		}

		@Override
		public char @Nullable [] getID() {
			return read().getID();
		}

		@Override
		public char @Nullable [] getJWT() {
			return read().getJWT();
		}

	}

}
