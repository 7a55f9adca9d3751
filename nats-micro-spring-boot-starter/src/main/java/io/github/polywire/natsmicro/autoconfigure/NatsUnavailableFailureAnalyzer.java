package io.github.polywire.natsmicro.autoconfigure;

import io.github.polywire.natsmicro.connection.NatsUnavailableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a NATS server that could not be reached by an application that must.
 */
class NatsUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<NatsUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NatsUnavailableException cause) {
		return new FailureAnalysis(
				"NATS at %s could not be reached: %s".formatted(cause.getServers(), cause.getReason()),
				"Check that a NATS server runs there and that the properties nats.servers, nats.username,"
						+ " nats.password, nats.token, nats.nkey, nats.credentials and nats.ssl are right."
						+ " Set nats.fail-fast=false to start without it.",
				cause);
	}

}
