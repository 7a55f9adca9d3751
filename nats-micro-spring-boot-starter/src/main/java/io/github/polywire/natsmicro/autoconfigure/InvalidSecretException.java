package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.NatsMicroException;

/**
 * A property that may hold a secret has a wrong value, which therefore is not shown.
 */
class InvalidSecretException extends NatsMicroException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String reason;

	InvalidSecretException(String property, String reason) {
		super("Configuration property '" + property + "' has a wrong value: " + reason);
		this.property = property;
		this.reason = reason;
	}

	String getProperty() {
		return this.property;
	}

	String getReason() {
		return this.reason;
	}

}
