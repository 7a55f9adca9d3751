package io.github.polywire.natsmicro;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What an endpoint is made of, its handler apart. Immutable.
 *
 * @param name the name: letters, digits, hyphens and underscores. Endpoints may share a
 * name
 * @param subject the subject below that of the groups, or {@code null} for the name
 * @param metadata the metadata
 * @param options the queue group and the limits of what waits in the NATS client
 * @param concurrency how many requests are handled side by side, or {@code null} for the
 * application's default
 * @param queueCapacity how many more requests wait before others are refused, or
 * {@code null} for the application's default
 * @param statsContributor tells more in the statistics, or {@code null} for the
 * application's contributor
 */
public record MicroEndpointDefinition(String name, @Nullable String subject, Map<String, String> metadata,
		MicroEndpointDefaults options, @Nullable Integer concurrency, @Nullable Integer queueCapacity,
		@Nullable MicroStatsContributor statsContributor) {

	/**
	 * Creates a definition. Whether its values are valid is checked when it is added to a
	 * service.
	 * @param name the name
	 * @param subject the subject below that of the groups, or {@code null}
	 * @param metadata the metadata
	 * @param options the queue group and the limits of what waits in the NATS client
	 * @param concurrency how many requests are handled side by side, or {@code null}
	 * @param queueCapacity how many more requests wait, or {@code null}
	 * @param statsContributor tells more in the statistics, or {@code null}
	 */
	public MicroEndpointDefinition {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(metadata, "'metadata' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.isTrue(concurrency == null || concurrency > 0, "'concurrency' must be positive");
		Assert.isTrue(queueCapacity == null || queueCapacity >= 0, "'queueCapacity' must not be negative");
		metadata = DocumentFields.metadata(metadata);
	}

	/**
	 * Starts a definition.
	 * @param name the name
	 * @return a builder
	 */
	public static Builder of(String name) {
		return new Builder(name);
	}

	/**
	 * Builds a definition. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private @Nullable String subject;

		private Map<String, String> metadata = Map.of();

		private MicroEndpointDefaults options = MicroEndpointDefaults.inherited();

		private @Nullable Integer concurrency;

		private @Nullable Integer queueCapacity;

		private @Nullable MicroStatsContributor statsContributor;

		private Builder(String name) {
			this.name = name;
		}

		/**
		 * Sets the subject below that of the groups. By default the name.
		 * @param subject the subject, perhaps with wildcards
		 * @return this builder
		 */
		public Builder subject(String subject) {
			this.subject = subject;
			return this;
		}

		/**
		 * Sets the metadata.
		 * @param metadata the metadata
		 * @return this builder
		 */
		public Builder metadata(Map<String, String> metadata) {
			this.metadata = metadata;
			return this;
		}

		/**
		 * Sets the queue group and the limits of what waits in the NATS client.
		 * @param options the options, which by default are all inherited
		 * @return this builder
		 */
		public Builder options(MicroEndpointDefaults options) {
			this.options = options;
			return this;
		}

		/**
		 * Sets how many requests are handled side by side.
		 * @param concurrency a positive number
		 * @return this builder
		 */
		public Builder concurrency(int concurrency) {
			this.concurrency = concurrency;
			return this;
		}

		/**
		 * Sets how many more requests wait before others are refused.
		 * @param queueCapacity the number, perhaps 0
		 * @return this builder
		 */
		public Builder queueCapacity(int queueCapacity) {
			this.queueCapacity = queueCapacity;
			return this;
		}

		/**
		 * Sets what tells more in the statistics.
		 * @param statsContributor the contributor
		 * @return this builder
		 */
		public Builder statsContributor(MicroStatsContributor statsContributor) {
			this.statsContributor = statsContributor;
			return this;
		}

		/**
		 * Builds the definition.
		 * @return the definition
		 */
		public MicroEndpointDefinition build() {
			return new MicroEndpointDefinition(this.name, this.subject, this.metadata, this.options, this.concurrency,
					this.queueCapacity, this.statsContributor);
		}

	}

}
