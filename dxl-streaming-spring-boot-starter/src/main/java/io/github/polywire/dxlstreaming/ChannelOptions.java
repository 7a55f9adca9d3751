package io.github.polywire.dxlstreaming;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * How a channel or a listener consumes. Immutable; made by a {@link Builder}.
 */
public final class ChannelOptions {

	private final @Nullable String consumerGroup;

	private final OffsetReset offset;

	private final @Nullable Duration sessionTimeout;

	private final @Nullable Duration requestTimeout;

	private final @Nullable Duration pollTimeout;

	private final boolean retryOnFail;

	private final boolean multiTenant;

	private final Map<String, Object> filter;

	private final Map<String, String> extraConfigs;

	private ChannelOptions(Builder builder) {
		this.consumerGroup = builder.consumerGroup;
		this.offset = builder.offset;
		this.sessionTimeout = builder.sessionTimeout;
		this.requestTimeout = builder.requestTimeout;
		this.pollTimeout = builder.pollTimeout;
		this.retryOnFail = builder.retryOnFail;
		this.multiTenant = builder.multiTenant;
		this.filter = Collections.unmodifiableMap(new LinkedHashMap<>(builder.filter));
		this.extraConfigs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.extraConfigs));
	}

	/**
	 * Begins to make options.
	 * @param consumerGroup the consumer group, or {@code null} for a channel that only
	 * produces
	 * @return a builder with the defaults of the Python client
	 */
	public static Builder builder(@Nullable String consumerGroup) {
		return new Builder(consumerGroup);
	}

	/**
	 * The consumer group.
	 * @return the group, or {@code null}
	 */
	public @Nullable String consumerGroup() {
		return this.consumerGroup;
	}

	/**
	 * Where the group starts in a partition in which it has committed nothing.
	 * @return by default {@link OffsetReset#LATEST}
	 */
	public OffsetReset offset() {
		return this.offset;
	}

	/**
	 * How long the service waits for a silent consumer before it gives its partitions to
	 * others.
	 * @return the time, or {@code null} if the service decides
	 */
	public @Nullable Duration sessionTimeout() {
		return this.sessionTimeout;
	}

	/**
	 * How long the service waits for its broker.
	 * @return the time, longer than the session timeout, or {@code null} if the service
	 * decides
	 */
	public @Nullable Duration requestTimeout() {
		return this.requestTimeout;
	}

	/**
	 * How long the service may wait for records before it answers a poll with none.
	 * @return the time, or {@code null} if the service decides
	 */
	public @Nullable Duration pollTimeout() {
		return this.pollTimeout;
	}

	/**
	 * Whether a call that failed temporarily is made again.
	 * @return by default {@code true}
	 */
	public boolean retryOnFail() {
		return this.retryOnFail;
	}

	/**
	 * Whether the records of all tenants of the account come; if not, the service is told
	 * so with each poll.
	 * @return by default {@code true}, which sends nothing
	 */
	public boolean multiTenant() {
		return this.multiTenant;
	}

	/**
	 * What records must be like, as the service defines it; sent with the subscription.
	 * @return the filter, empty for none
	 */
	public Map<String, Object> filter() {
		return this.filter;
	}

	/**
	 * More settings for the consumer.
	 * @return names as of Kafka, with their values
	 */
	public Map<String, String> extraConfigs() {
		return this.extraConfigs;
	}

	/**
	 * All settings for the consumer as they are sent.
	 * @return the extra ones, and over them what the other options say
	 */
	public Map<String, String> configs() {
		Map<String, String> configs = new LinkedHashMap<>(this.extraConfigs);
		configs.putIfAbsent("enable.auto.commit", "false");
		configs.put("auto.offset.reset", this.offset.wireName());
		if (this.sessionTimeout != null) {
			configs.put("session.timeout.ms", String.valueOf(this.sessionTimeout.toMillis()));
		}
		if (this.requestTimeout != null) {
			configs.put("request.timeout.ms", String.valueOf(this.requestTimeout.toMillis()));
		}
		return configs;
	}

	/**
	 * The options again, to change some.
	 * @return a builder with these values
	 */
	public Builder toBuilder() {
		return new Builder(this.consumerGroup).offset(this.offset)
			.timeouts(this.sessionTimeout, this.requestTimeout)
			.pollTimeout(this.pollTimeout)
			.retryOnFail(this.retryOnFail)
			.multiTenant(this.multiTenant)
			.filter(this.filter)
			.extraConfigs(this.extraConfigs);
	}

	/**
	 * Makes options. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String consumerGroup;

		private OffsetReset offset = OffsetReset.LATEST;

		private @Nullable Duration sessionTimeout;

		private @Nullable Duration requestTimeout;

		private @Nullable Duration pollTimeout;

		private boolean retryOnFail = true;

		private boolean multiTenant = true;

		private Map<String, Object> filter = Map.of();

		private Map<String, String> extraConfigs = Map.of();

		private Builder(@Nullable String consumerGroup) {
			this.consumerGroup = StringUtils.hasText(consumerGroup) ? consumerGroup : null;
		}

		/**
		 * Sets where a group starts that has committed nothing.
		 * @param offset where
		 * @return this
		 */
		public Builder offset(OffsetReset offset) {
			this.offset = offset;
			return this;
		}

		/**
		 * Sets session and request timeout, both or neither.
		 * @param sessionTimeout how long a consumer may be silent, or {@code null}
		 * @param requestTimeout how long the service waits for its broker: longer than
		 * that, or {@code null}
		 * @return this
		 */
		public Builder timeouts(@Nullable Duration sessionTimeout, @Nullable Duration requestTimeout) {
			this.sessionTimeout = sessionTimeout;
			this.requestTimeout = requestTimeout;
			return this;
		}

		/**
		 * Sets how long a poll may wait for records.
		 * @param pollTimeout the time, or {@code null} if the service decides
		 * @return this
		 */
		public Builder pollTimeout(@Nullable Duration pollTimeout) {
			this.pollTimeout = pollTimeout;
			return this;
		}

		/**
		 * Sets whether a call that failed temporarily is made again.
		 * @param retryOnFail whether
		 * @return this
		 */
		public Builder retryOnFail(boolean retryOnFail) {
			this.retryOnFail = retryOnFail;
			return this;
		}

		/**
		 * Sets whether the records of all tenants come.
		 * @param multiTenant whether
		 * @return this
		 */
		public Builder multiTenant(boolean multiTenant) {
			this.multiTenant = multiTenant;
			return this;
		}

		/**
		 * Sets what records must be like.
		 * @param filter the filter as the service defines it
		 * @return this
		 */
		public Builder filter(Map<String, Object> filter) {
			this.filter = filter;
			return this;
		}

		/**
		 * Sets more settings for the consumer, which the other options override.
		 * @param extraConfigs names as of Kafka, with their values
		 * @return this
		 */
		public Builder extraConfigs(Map<String, String> extraConfigs) {
			this.extraConfigs = extraConfigs;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if only one of the timeouts is set, or the
		 * session timeout is not below the request timeout
		 */
		public ChannelOptions build() {
			Duration session = this.sessionTimeout;
			Duration request = this.requestTimeout;
			Assert.isTrue((session == null) == (request == null),
					"The session timeout and the request timeout must both be set, or neither");
			Assert.isTrue(session == null || request == null || session.compareTo(request) < 0,
					() -> "The request timeout (" + request + ") must be longer than the session timeout (" + session
							+ ")");
			return new ChannelOptions(this);
		}

	}

}
