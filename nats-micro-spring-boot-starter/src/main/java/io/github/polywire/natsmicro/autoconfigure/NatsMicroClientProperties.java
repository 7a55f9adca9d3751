package io.github.polywire.natsmicro.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Properties of the calling side of NATS micro.
 */
@ConfigurationProperties("nats.micro.client")
public class NatsMicroClientProperties implements InitializingBean {

	private static final Duration MAX_TIME = Duration.ofDays(49);

	/**
	 * How long a request waits for its answer, connecting included, unless it says
	 * itself.
	 */
	private Duration timeout = Duration.ofSeconds(30);

	/**
	 * How long a shutdown waits for requests in flight.
	 */
	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private final Discovery discovery = new Discovery();

	/**
	 * Returns how long a request waits.
	 * @return how long a request waits
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Sets how long a request waits.
	 * @param timeout how long a request waits
	 */
	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Returns how long a shutdown waits for requests in flight.
	 * @return how long a shutdown waits
	 */
	public Duration getShutdownTimeout() {
		return this.shutdownTimeout;
	}

	/**
	 * Sets how long a shutdown waits for requests in flight.
	 * @param shutdownTimeout how long a shutdown waits
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Returns the properties of discovery.
	 * @return the properties
	 */
	public Discovery getDiscovery() {
		return this.discovery;
	}

	@Override
	public void afterPropertiesSet() {
		checkPositive("timeout", this.timeout);
		checkPositive("discovery.max-wait", this.discovery.maxWait);
		Duration maxInterval = this.discovery.maxInterval;
		if (maxInterval != null) {
			checkPositive("discovery.max-interval", maxInterval);
		}
		Integer maxCount = this.discovery.maxCount;
		check("discovery.max-count", maxCount, maxCount == null || maxCount > 0, "The number must be positive");
		check("shutdown-timeout", this.shutdownTimeout,
				!this.shutdownTimeout.isNegative() && this.shutdownTimeout.compareTo(MAX_TIME) <= 0,
				"A time must be from 0 to " + MAX_TIME.toDays() + " days");
	}

	private static void checkPositive(String name, Duration value) {
		check(name, value, value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(MAX_TIME) <= 0,
				"A time must be from 1 ms to " + MAX_TIME.toDays() + " days");
	}

	private static void check(String name, @Nullable Object value, boolean valid, String reason) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException("nats.micro.client." + name, value, reason);
		}
	}

	/**
	 * Properties of discovery: when a list of answers ends that does not say itself.
	 */
	public static class Discovery {

		/**
		 * How long answers are waited for in all.
		 */
		private Duration maxWait = Duration.ofMillis(500);

		/**
		 * How many answers are enough. By default any number is waited for.
		 */
		private @Nullable Integer maxCount;

		/**
		 * How long the next answer is waited for. By default as long as the whole may
		 * last.
		 */
		private @Nullable Duration maxInterval;

		/**
		 * Returns how long answers are waited for in all.
		 * @return the time
		 */
		public Duration getMaxWait() {
			return this.maxWait;
		}

		/**
		 * Sets how long answers are waited for in all.
		 * @param maxWait the time
		 */
		public void setMaxWait(Duration maxWait) {
			this.maxWait = maxWait;
		}

		/**
		 * Returns how many answers are enough.
		 * @return the number, or {@code null} for any
		 */
		public @Nullable Integer getMaxCount() {
			return this.maxCount;
		}

		/**
		 * Sets how many answers are enough.
		 * @param maxCount the number, or {@code null} for any
		 */
		public void setMaxCount(@Nullable Integer maxCount) {
			this.maxCount = maxCount;
		}

		/**
		 * Returns how long the next answer is waited for.
		 * @return the time, or {@code null} for as long as the whole may last
		 */
		public @Nullable Duration getMaxInterval() {
			return this.maxInterval;
		}

		/**
		 * Sets how long the next answer is waited for.
		 * @param maxInterval the time, or {@code null} for as long as the whole may last
		 */
		public void setMaxInterval(@Nullable Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

	}

}
