package io.github.polywire.natsmicro;

import org.springframework.util.Assert;

/**
 * A group: a common prefix of subjects, and what its endpoints inherit. Immutable.
 *
 * @param name the prefix, one token of a subject or several with dots between them
 * @param defaults what its endpoints and groups inherit
 */
public record MicroGroupDefinition(String name, MicroEndpointDefaults defaults) {

	/**
	 * Creates a definition. Whether its values are valid is checked when it is used.
	 * @param name the prefix
	 * @param defaults what its endpoints and groups inherit
	 */
	public MicroGroupDefinition {
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(defaults, "'defaults' must not be null");
	}

	/**
	 * Creates a definition of a group that inherits everything.
	 * @param name the prefix
	 */
	public MicroGroupDefinition(String name) {
		this(name, MicroEndpointDefaults.inherited());
	}

}
