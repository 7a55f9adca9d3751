package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.MicroDefinitionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes services, endpoints and clients that are declared in a way that cannot work.
 */
class MicroDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<MicroDefinitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MicroDefinitionException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getFix() + ".", cause);
	}

}
