package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.network.OtherManagerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a start beside another manager.
 */
class OtherManagerFailureAnalyzer extends AbstractFailureAnalyzer<OtherManagerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OtherManagerException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Set metricq.network.embedded=false to use the manager that is there, or connect to another virtual"
						+ " host. With metricq.network.fail-fast=false, this application would stand by and take over when"
						+ " the other manager is gone.",
				cause);
	}

}
