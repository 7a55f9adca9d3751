package io.github.polywire.metricq.autoconfigure;

import io.github.polywire.metricq.network.NetworkFileException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a file of the network that cannot be read.
 */
class NetworkFileFailureAnalyzer extends AbstractFailureAnalyzer<NetworkFileException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NetworkFileException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Correct the file: an object with \"configs\" (objects by token) and \"metrics\" (objects by name). Or"
						+ " name another file in metricq.network.file, which need not exist.",
				cause);
	}

}
