package io.github.polywire.natsmicro.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a wrong value of a property that may hold a secret.
 */
class InvalidSecretFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSecretException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSecretException cause) {
		return new FailureAnalysis(
				"Invalid value for configuration property '" + cause.getProperty() + "': " + cause.getReason(),
				"Correct the value of the property.", cause);
	}

}
