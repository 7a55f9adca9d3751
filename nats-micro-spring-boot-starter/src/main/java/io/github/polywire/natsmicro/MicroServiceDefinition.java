package io.github.polywire.natsmicro;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a service is made of, its endpoints apart. Immutable.
 *
 * @param name the name: letters, digits, hyphens and underscores
 * @param version the version, in the form of SemVer
 * @param description the description, perhaps empty
 * @param metadata the metadata
 * @param defaults what endpoints of the service inherit
 * @param autoStartup whether the service starts with the application, or {@code null} for
 * the application's default
 */
public record MicroServiceDefinition(String name, String version, String description, Map<String, String> metadata,
		MicroEndpointDefaults defaults, @Nullable Boolean autoStartup) {

	/**
	 * Creates a definition. Whether its values are valid is checked when it is added to a
	 * registry.
	 * @param name the name
	 * @param version the version
	 * @param description the description
	 * @param metadata the metadata
	 * @param defaults what endpoints of the service inherit
	 * @param autoStartup whether the service starts with the application, or {@code null}
	 */
	public MicroServiceDefinition {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(version, "'version' must not be null");
		Assert.notNull(description, "'description' must not be null");
		Assert.notNull(metadata, "'metadata' must not be null");
		Assert.notNull(defaults, "'defaults' must not be null");
		metadata = DocumentFields.metadata(metadata);
	}

	/**
	 * Starts a definition.
	 * @param name the name
	 * @param version the version
	 * @return a builder
	 */
	public static Builder of(String name, String version) {
		return new Builder(name, version);
	}

	/**
	 * Builds a definition. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private final String version;

		private String description = "";

		private Map<String, String> metadata = Map.of();

		private MicroEndpointDefaults defaults = MicroEndpointDefaults.inherited();

		private @Nullable Boolean autoStartup;

		private Builder(String name, String version) {
			this.name = name;
			this.version = version;
		}

		/**
		 * Sets the description.
		 * @param description the description
		 * @return this builder
		 */
		public Builder description(String description) {
			this.description = description;
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
		 * Sets what endpoints of the service inherit.
		 * @param defaults the defaults
		 * @return this builder
		 */
		public Builder defaults(MicroEndpointDefaults defaults) {
			this.defaults = defaults;
			return this;
		}

		/**
		 * Sets whether the service starts with the application.
		 * @param autoStartup whether it does
		 * @return this builder
		 */
		public Builder autoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		/**
		 * Builds the definition.
		 * @return the definition
		 */
		public MicroServiceDefinition build() {
			return new MicroServiceDefinition(this.name, this.version, this.description, this.metadata, this.defaults,
					this.autoStartup);
		}

	}

}
