package io.github.polywire.natsmicro.autoconfigure;

import java.time.Duration;

import io.github.polywire.natsmicro.MicroEndpointDefaults;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.ErrorText;
import io.github.polywire.natsmicro.wire.MicroNames;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Properties of NATS micro services. The server is that of {@code nats}.
 */
@ConfigurationProperties("nats.micro")
public class NatsMicroProperties implements InitializingBean {

	private static final Duration MAX_TIME = Duration.ofDays(49);

	/**
	 * Whether NATS micro services are served and called.
	 */
	private boolean enabled = true;

	/**
	 * Prefix of the subjects of discovery. It is not told on the wire: all peers must use
	 * the same.
	 */
	private String apiPrefix = DiscoverySubjects.DEFAULT_PREFIX;

	private final Server server = new Server();

	/**
	 * Returns whether NATS micro services are served and called.
	 * @return whether they are
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Sets whether NATS micro services are served and called.
	 * @param enabled whether they are
	 */
	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	/**
	 * Returns the prefix of the subjects of discovery.
	 * @return the prefix of the subjects of discovery
	 */
	public String getApiPrefix() {
		return this.apiPrefix;
	}

	/**
	 * Sets the prefix of the subjects of discovery.
	 * @param apiPrefix the prefix of the subjects of discovery
	 */
	public void setApiPrefix(String apiPrefix) {
		this.apiPrefix = apiPrefix;
	}

	/**
	 * Returns the properties of the serving side.
	 * @return the properties
	 */
	public Server getServer() {
		return this.server;
	}

	@Override
	public void afterPropertiesSet() {
		checkRule("api-prefix", this.apiPrefix, () -> MicroNames.apiPrefix(this.apiPrefix));
		String queueGroup = this.server.queueGroup;
		if (!MicroEndpointDefaults.NO_QUEUE_GROUP.equals(queueGroup)) {
			checkRule("server.queue-group", queueGroup, () -> MicroNames.queueGroup(queueGroup));
		}
		check("server.pending-messages", this.server.pendingMessages, this.server.pendingMessages >= 0,
				"A number of messages must not be negative; 0 is no limit");
		check("server.pending-size", this.server.pendingSize, !this.server.pendingSize.isNegative(),
				"A size must not be negative; 0 is no limit");
		check("server.concurrency", this.server.concurrency, this.server.concurrency > 0,
				"The concurrency must be positive");
		Integer queueCapacity = this.server.queueCapacity;
		check("server.queue-capacity", queueCapacity, queueCapacity == null || queueCapacity >= 0,
				"The queue capacity must not be negative");
		Duration shutdownTimeout = this.server.shutdownTimeout;
		check("server.shutdown-timeout", shutdownTimeout,
				!shutdownTimeout.isNegative() && shutdownTimeout.compareTo(MAX_TIME) <= 0,
				"A time must be from 0 to " + MAX_TIME.toDays() + " days");
		String errorMessage = this.server.errorMessage;
		check("server.error-message", errorMessage, ErrorText.safe(errorMessage).equals(errorMessage),
				"The message goes into a header: one line of printable ASCII, at most 1024 characters");
	}

	private static void checkRule(String name, String value, Runnable rule) {
		try {
			rule.run();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("nats.micro." + name, value,
					"By ADR-32 " + ex.getMessage());
		}
	}

	private static void check(String name, @Nullable Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("nats.micro." + name, value, reason);
		}
	}

	/**
	 * Properties of the serving side.
	 */
	public static class Server {

		/**
		 * Queue group that the instances of a service share requests in, unless service,
		 * group or endpoint say themselves. "(none)" gives each instance all requests.
		 */
		private String queueGroup = "q";

		/**
		 * How many requests for an endpoint may wait in the NATS client before it drops
		 * more. 0 is no limit.
		 */
		private int pendingMessages = 524288;

		/**
		 * How many bytes of requests for an endpoint may wait in the NATS client before
		 * it drops more. 0 is no limit.
		 */
		private DataSize pendingSize = DataSize.ofMegabytes(64);

		/**
		 * How many requests of an endpoint are handled side by side, unless it says
		 * itself.
		 */
		private int concurrency = 32;

		/**
		 * How many more requests of an endpoint wait before others are refused with code
		 * 429, unless it says itself. By default as many as are handled side by side.
		 */
		private @Nullable Integer queueCapacity;

		/**
		 * How long a stop waits until the requests that were taken are answered.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Whether services start with the application, unless they say themselves.
		 */
		private boolean autoStartup = true;

		/**
		 * What callers are told of exceptions that no exception handler maps.
		 */
		private String errorMessage = "Internal Server Error";

		/**
		 * Returns the queue group.
		 * @return the queue group
		 */
		public String getQueueGroup() {
			return this.queueGroup;
		}

		/**
		 * Sets the queue group.
		 * @param queueGroup the queue group
		 */
		public void setQueueGroup(String queueGroup) {
			this.queueGroup = queueGroup;
		}

		/**
		 * Returns how many requests may wait in the NATS client.
		 * @return how many requests may wait
		 */
		public int getPendingMessages() {
			return this.pendingMessages;
		}

		/**
		 * Sets how many requests may wait in the NATS client.
		 * @param pendingMessages how many requests may wait
		 */
		public void setPendingMessages(int pendingMessages) {
			this.pendingMessages = pendingMessages;
		}

		/**
		 * Returns how many bytes of requests may wait in the NATS client.
		 * @return how many bytes may wait
		 */
		public DataSize getPendingSize() {
			return this.pendingSize;
		}

		/**
		 * Sets how many bytes of requests may wait in the NATS client.
		 * @param pendingSize how many bytes may wait
		 */
		public void setPendingSize(DataSize pendingSize) {
			this.pendingSize = pendingSize;
		}

		/**
		 * Returns how many requests are handled side by side.
		 * @return how many requests are handled side by side
		 */
		public int getConcurrency() {
			return this.concurrency;
		}

		/**
		 * Sets how many requests are handled side by side.
		 * @param concurrency how many requests are handled side by side
		 */
		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		/**
		 * Returns how many more requests wait.
		 * @return how many more requests wait, or {@code null} for as many as are handled
		 * side by side
		 */
		public @Nullable Integer getQueueCapacity() {
			return this.queueCapacity;
		}

		/**
		 * Sets how many more requests wait.
		 * @param queueCapacity how many more requests wait
		 */
		public void setQueueCapacity(@Nullable Integer queueCapacity) {
			this.queueCapacity = queueCapacity;
		}

		/**
		 * Returns how long a stop waits.
		 * @return how long a stop waits
		 */
		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		/**
		 * Sets how long a stop waits.
		 * @param shutdownTimeout how long a stop waits
		 */
		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		/**
		 * Returns whether services start with the application.
		 * @return whether services start with the application
		 */
		public boolean isAutoStartup() {
			return this.autoStartup;
		}

		/**
		 * Sets whether services start with the application.
		 * @param autoStartup whether services start with the application
		 */
		public void setAutoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
		}

		/**
		 * Returns what callers are told of exceptions.
		 * @return what callers are told of exceptions
		 */
		public String getErrorMessage() {
			return this.errorMessage;
		}

		/**
		 * Sets what callers are told of exceptions.
		 * @param errorMessage what callers are told of exceptions
		 */
		public void setErrorMessage(String errorMessage) {
			this.errorMessage = errorMessage;
		}

	}

}
