package io.github.polywire.statsd.autoconfigure;

import io.github.polywire.statsd.StatsdDefinitionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes why the StatsD connector stopped the start.
 */
class StatsdFailureAnalyzer extends AbstractFailureAnalyzer<StatsdDefinitionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StatsdDefinitionException cause) {
		return new FailureAnalysis(cause.getProblem() + ".", cause.getFix() + ".", cause);
	}

}
