package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.connection.BrokerUnavailableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a broker that could not be reached by an application that must.
 */
class BrokerUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<BrokerUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BrokerUnavailableException cause) {
		return new FailureAnalysis(
				"RabbitMQ at %s could not be reached for the RabiBridge %s: %s".formatted(cause.getAddress(),
						cause.getConnectionName(), cause.getReason()),
				"Check that RabbitMQ runs there and that the properties spring.rabbitmq.host, port, username, password,"
						+ " virtual-host and ssl are right. Set rabibridge.%s.fail-fast=false to start without it."
							.formatted(cause.getConnectionName()),
				cause);
	}

}
