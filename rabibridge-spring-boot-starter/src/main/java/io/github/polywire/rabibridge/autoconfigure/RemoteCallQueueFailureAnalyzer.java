package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.RemoteCallQueueException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes queues that cannot be declared as wanted.
 */
class RemoteCallQueueFailureAnalyzer extends AbstractFailureAnalyzer<RemoteCallQueueException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RemoteCallQueueException cause) {
		return new FailureAnalysis(
				"RabbitMQ refuses queue '%s' with the arguments %s: %s".formatted(cause.getQueue(),
						cause.getWantedArguments(), cause.getBrokerReason()),
				"All servers of a function must declare its queue with the same queueSize and timeout. Make them equal,"
						+ " or stop the other servers and start with @RemoteCall(reRegister = \"true\"), or set"
						+ " rabibridge.server.fail-fast=false to start without this function.",
				cause);
	}

}
