package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.MetricqConfigurationMissingException;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.MetricqException;
import io.github.polywire.metricq.MetricqTokenInUseException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes why MetricQ stopped the start.
 */
class MetricqFailureAnalyzer extends AbstractFailureAnalyzer<MetricqException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MetricqException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(MetricqException cause) {
		if (cause instanceof MetricqDefinitionException definition) {
			return definition.getFix() + ".";
		}
		if (cause instanceof MetricqTokenInUseException inUse) {
			return "Give each running application a token of its own; '" + inUse.getToken() + "' is taken.";
		}
		if (cause instanceof MetricqConfigurationMissingException missing) {
			return "Add a configuration for '" + missing.getToken() + "' to the manager, or set metricq.fail-fast=false"
					+ " to start without it and try again.";
		}
		return "Check that RabbitMQ and a MetricQ manager run and that metricq.url or spring.rabbitmq.* are right. Set"
				+ " metricq.fail-fast=false to start without them, or metricq.network.embedded=true for a network of"
				+ " your own.";
	}

}
