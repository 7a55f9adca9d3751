package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.RemoteCallDefinitionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes functions and clients that are declared in a way that cannot work.
 */
class RemoteCallDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<RemoteCallDefinitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RemoteCallDefinitionException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getFix() + ".", cause);
	}

}
