package io.github.polywire.natsmicro.autoconfigure;

import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.polywire.natsmicro.connection.ServerAddresses;
import io.nats.client.NKey;
import io.nats.client.Options;
import io.nats.client.support.NatsUri;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the connection to NATS.
 */
@ConfigurationProperties("nats")
public class NatsProperties implements InitializingBean {

	/**
	 * Whether the starter is on: its connection to NATS and all that uses it.
	 */
	private boolean enabled = true;

	/**
	 * URLs of the servers of one cluster, each as in nats://host:4222. A URL that begins
	 * with tls asks for TLS.
	 */
	private List<String> servers = new ArrayList<>(List.of(Options.DEFAULT_URL));

	/**
	 * Name of the connection, which the server shows. By default the application's name.
	 */
	private @Nullable String connectionName;

	/**
	 * Name of the user.
	 */
	private @Nullable String username;

	/**
	 * Password of the user.
	 */
	private @Nullable String password;

	/**
	 * Token, for servers that ask for no more than that.
	 */
	private @Nullable String token;

	/**
	 * Seed of an NKey, which begins with SU.
	 */
	private @Nullable String nkey;

	/**
	 * Credentials file, with the JWT of the user and the seed of its NKey. Read at each
	 * connection, so that it may be renewed.
	 */
	private @Nullable Resource credentials;

	/**
	 * Time that an attempt to connect may take.
	 */
	private Duration connectionTimeout = Options.DEFAULT_CONNECTION_TIMEOUT;

	/**
	 * Time between pings, two of which may stay unanswered before the connection counts
	 * as lost.
	 */
	private Duration pingInterval = Duration.ofMinutes(2);

	/**
	 * Whether the application fails to start if NATS cannot be reached. If not, it
	 * starts, and the connection is made as soon as it can be.
	 */
	private boolean failFast = false;

	/**
	 * Whether messages that this connection publishes are kept from its own
	 * subscriptions.
	 */
	private boolean noEcho = false;

	/**
	 * Prefix of the subjects that replies come to, for servers that allow each user only
	 * its own.
	 */
	private @Nullable String inboxPrefix;

	/**
	 * Time that the connection may take to send what was published, and to close.
	 */
	private Duration shutdownTimeout = Duration.ofSeconds(5);

	private final Ssl ssl = new Ssl();

	private final Reconnect reconnect = new Reconnect();

	/**
	 * Returns whether the starter is on.
	 * @return whether the starter is on
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Sets whether the starter is on.
	 * @param enabled whether the starter is on
	 */
	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	/**
	 * Returns the URLs of the servers.
	 * @return the URLs of the servers
	 */
	public List<String> getServers() {
		return this.servers;
	}

	/**
	 * Sets the URLs of the servers.
	 * @param servers the URLs of the servers
	 */
	public void setServers(List<String> servers) {
		this.servers = servers;
	}

	/**
	 * Returns the name of the connection.
	 * @return the name of the connection, or {@code null}
	 */
	public @Nullable String getConnectionName() {
		return this.connectionName;
	}

	/**
	 * Sets the name of the connection.
	 * @param connectionName the name of the connection, or {@code null}
	 */
	public void setConnectionName(@Nullable String connectionName) {
		this.connectionName = connectionName;
	}

	/**
	 * Returns the name of the user.
	 * @return the name of the user, or {@code null}
	 */
	public @Nullable String getUsername() {
		return this.username;
	}

	/**
	 * Sets the name of the user.
	 * @param username the name of the user, or {@code null}
	 */
	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	/**
	 * Returns the password of the user.
	 * @return the password of the user, or {@code null}
	 */
	public @Nullable String getPassword() {
		return this.password;
	}

	/**
	 * Sets the password of the user.
	 * @param password the password of the user, or {@code null}
	 */
	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	/**
	 * Returns the token.
	 * @return the token, or {@code null}
	 */
	public @Nullable String getToken() {
		return this.token;
	}

	/**
	 * Sets the token.
	 * @param token the token, or {@code null}
	 */
	public void setToken(@Nullable String token) {
		this.token = token;
	}

	/**
	 * Returns the seed of the NKey.
	 * @return the seed of the NKey, or {@code null}
	 */
	public @Nullable String getNkey() {
		return this.nkey;
	}

	/**
	 * Sets the seed of the NKey.
	 * @param nkey the seed of the NKey, or {@code null}
	 */
	public void setNkey(@Nullable String nkey) {
		this.nkey = nkey;
	}

	/**
	 * Returns the credentials file.
	 * @return the credentials file, or {@code null}
	 */
	public @Nullable Resource getCredentials() {
		return this.credentials;
	}

	/**
	 * Sets the credentials file.
	 * @param credentials the credentials file, or {@code null}
	 */
	public void setCredentials(@Nullable Resource credentials) {
		this.credentials = credentials;
	}

	/**
	 * Returns the time that an attempt to connect may take.
	 * @return the time that an attempt to connect may take
	 */
	public Duration getConnectionTimeout() {
		return this.connectionTimeout;
	}

	/**
	 * Sets the time that an attempt to connect may take.
	 * @param connectionTimeout the time that an attempt to connect may take
	 */
	public void setConnectionTimeout(Duration connectionTimeout) {
		this.connectionTimeout = connectionTimeout;
	}

	/**
	 * Returns the time between pings.
	 * @return the time between pings
	 */
	public Duration getPingInterval() {
		return this.pingInterval;
	}

	/**
	 * Sets the time between pings.
	 * @param pingInterval the time between pings
	 */
	public void setPingInterval(Duration pingInterval) {
		this.pingInterval = pingInterval;
	}

	/**
	 * Returns whether the start fails if NATS cannot be reached.
	 * @return whether the start fails if NATS cannot be reached
	 */
	public boolean isFailFast() {
		return this.failFast;
	}

	/**
	 * Sets whether the start fails if NATS cannot be reached.
	 * @param failFast whether the start fails if NATS cannot be reached
	 */
	public void setFailFast(boolean failFast) {
		this.failFast = failFast;
	}

	/**
	 * Returns whether own messages are kept from own subscriptions.
	 * @return whether own messages are kept from own subscriptions
	 */
	public boolean isNoEcho() {
		return this.noEcho;
	}

	/**
	 * Sets whether own messages are kept from own subscriptions.
	 * @param noEcho whether own messages are kept from own subscriptions
	 */
	public void setNoEcho(boolean noEcho) {
		this.noEcho = noEcho;
	}

	/**
	 * Returns the prefix of the subjects that replies come to.
	 * @return the prefix of the subjects that replies come to, or {@code null}
	 */
	public @Nullable String getInboxPrefix() {
		return this.inboxPrefix;
	}

	/**
	 * Sets the prefix of the subjects that replies come to.
	 * @param inboxPrefix the prefix of the subjects that replies come to, or {@code null}
	 */
	public void setInboxPrefix(@Nullable String inboxPrefix) {
		this.inboxPrefix = inboxPrefix;
	}

	/**
	 * Returns the time that closing may take.
	 * @return the time that closing may take
	 */
	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Sets the time that closing may take.
	 * @param shutdownTimeout the time that closing may take
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Returns the properties of TLS.
	 * @return the properties of TLS
	 */
	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * Returns the properties of making the connection again.
	 * @return the properties of making the connection again
	 */
	public Reconnect getReconnect() {
		return this.reconnect;
	}

	@Override
	public void afterPropertiesSet() {
		if (this.servers.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException("nats.servers", this.servers,
					"Give the URL of a server at least, as in nats://localhost:4222.");
		}
		for (int i = 0; i < this.servers.size(); i++) {
			checkUrl("nats.servers[" + i + "]", this.servers.get(i));
		}
		checkCredentials();
		if (this.nkey != null) {
			checkSeed(this.nkey);
		}
		if (this.credentials != null && !this.credentials.exists()) {
			throw new InvalidConfigurationPropertyValueException("nats.credentials", this.credentials.getDescription(),
					"There is no such file.");
		}
		checkPositive("nats.connection-timeout", this.connectionTimeout);
		checkPositive("nats.ping-interval", this.pingInterval);
		checkPositive("nats.shutdown-timeout", this.shutdownTimeout);
		checkPositive("nats.reconnect.wait", this.reconnect.wait);
		if (this.reconnect.jitter.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("nats.reconnect.jitter", this.reconnect.jitter,
					"Give a time that is not negative.");
		}
		if (Boolean.FALSE.equals(this.ssl.enabled) && this.ssl.bundle != null) {
			throw new InvalidConfigurationPropertyValueException("nats.ssl.bundle", this.ssl.bundle,
					"A bundle has no use with nats.ssl.enabled=false; remove one of the two.");
		}
	}

	private static void checkUrl(String property, String url) {
		try {
			new NatsUri(url);
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			throw new InvalidSecretException(property,
					"'%s' is not the URL of a NATS server; give one as in nats://host:4222."
						.formatted(ServerAddresses.withoutCredentials(url)));
		}
	}

	private void checkCredentials() {
		Map<String, @Nullable Object> ways = new LinkedHashMap<>();
		ways.put("nats.username", this.username);
		ways.put("nats.token", this.token);
		ways.put("nats.nkey", this.nkey);
		ways.put("nats.credentials", this.credentials);
		MutuallyExclusiveConfigurationPropertiesException
			.throwIfMultipleNonNullValuesIn((entries) -> entries.putAll(ways));
		if (this.username == null && this.password != null) {
			throw new InvalidSecretException("nats.password", "A password needs nats.username.");
		}
	}

	private static void checkSeed(String seed) {
		try {
			NKey.fromSeed(seed.toCharArray()).clear();
		}
		catch (RuntimeException ex) {
			throw new InvalidSecretException("nats.nkey", "It is not the seed of an NKey, which begins with SU.");
		}
	}

	private static void checkPositive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(property, value, "Give a time above zero.");
		}
	}

	/**
	 * Properties of TLS.
	 */
	public static class Ssl {

		/**
		 * Whether the connection uses TLS. By default if a bundle is given or a URL asks
		 * for it.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Name of the SSL bundle. Without one, the certificates that the JVM trusts.
		 */
		private @Nullable String bundle;

		/**
		 * Whether the server's certificate must name the host that was connected to.
		 */
		private boolean verifyHostname = true;

		/**
		 * Whether the TLS handshake comes before anything else, which servers must be
		 * configured for.
		 */
		private boolean handshakeFirst = false;

		/**
		 * Returns whether the connection uses TLS.
		 * @return whether the connection uses TLS, or {@code null}
		 */
		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		/**
		 * Sets whether the connection uses TLS.
		 * @param enabled whether the connection uses TLS, or {@code null}
		 */
		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		/**
		 * Returns the name of the SSL bundle.
		 * @return the name of the SSL bundle, or {@code null}
		 */
		public @Nullable String getBundle() {
			return this.bundle;
		}

		/**
		 * Sets the name of the SSL bundle.
		 * @param bundle the name of the SSL bundle, or {@code null}
		 */
		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		/**
		 * Returns whether the server's certificate must name the host.
		 * @return whether the server's certificate must name the host
		 */
		public boolean isVerifyHostname() {
			return this.verifyHostname;
		}

		/**
		 * Sets whether the server's certificate must name the host.
		 * @param verifyHostname whether the server's certificate must name the host
		 */
		public void setVerifyHostname(boolean verifyHostname) {
			this.verifyHostname = verifyHostname;
		}

		/**
		 * Returns whether the TLS handshake comes first.
		 * @return whether the TLS handshake comes first
		 */
		public boolean isHandshakeFirst() {
			return this.handshakeFirst;
		}

		/**
		 * Sets whether the TLS handshake comes first.
		 * @param handshakeFirst whether the TLS handshake comes first
		 */
		public void setHandshakeFirst(boolean handshakeFirst) {
			this.handshakeFirst = handshakeFirst;
		}

	}

	/**
	 * Properties of making the connection again.
	 */
	public static class Reconnect {

		/**
		 * Number of attempts for each server before the connection is given up and
		 * replaced by a new one. Without bound if negative.
		 */
		private int maxAttempts = -1;

		/**
		 * Time to wait after all servers have been tried.
		 */
		private Duration wait = Options.DEFAULT_RECONNECT_WAIT;

		/**
		 * Longest random time that is added to the wait, so that not all clients come at
		 * once.
		 */
		private Duration jitter = Options.DEFAULT_RECONNECT_JITTER;

		/**
		 * Size up to which messages are kept that are published while there is no
		 * connection.
		 */
		private DataSize bufferSize = DataSize.ofBytes(Options.DEFAULT_RECONNECT_BUF_SIZE);

		/**
		 * Returns the number of attempts for each server.
		 * @return the number of attempts for each server
		 */
		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		/**
		 * Sets the number of attempts for each server.
		 * @param maxAttempts the number of attempts for each server
		 */
		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		/**
		 * Returns the time to wait after all servers have been tried.
		 * @return the time to wait after all servers have been tried
		 */
		public Duration getWait() {
			return this.wait;
		}

		/**
		 * Sets the time to wait after all servers have been tried.
		 * @param wait the time to wait after all servers have been tried
		 */
		public void setWait(Duration wait) {
			this.wait = wait;
		}

		/**
		 * Returns the longest random time that is added to the wait.
		 * @return the longest random time that is added to the wait
		 */
		public Duration getJitter() {
			return this.jitter;
		}

		/**
		 * Sets the longest random time that is added to the wait.
		 * @param jitter the longest random time that is added to the wait
		 */
		public void setJitter(Duration jitter) {
			this.jitter = jitter;
		}

		/**
		 * Returns the size up to which messages are kept.
		 * @return the size up to which messages are kept
		 */
		public DataSize getBufferSize() {
			return this.bufferSize;
		}

		/**
		 * Sets the size up to which messages are kept.
		 * @param bufferSize the size up to which messages are kept
		 */
		public void setBufferSize(DataSize bufferSize) {
			this.bufferSize = bufferSize;
		}

	}

}
