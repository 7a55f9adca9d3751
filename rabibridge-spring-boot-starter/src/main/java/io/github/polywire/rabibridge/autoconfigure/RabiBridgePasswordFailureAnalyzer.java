package io.github.polywire.rabibridge.autoconfigure;

import io.github.polywire.rabibridge.RabiBridgePasswordException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes an encrypted password that cannot be decrypted.
 */
class RabiBridgePasswordFailureAnalyzer extends AbstractFailureAnalyzer<RabiBridgePasswordException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RabiBridgePasswordException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Set rabibridge.secret (the environment variable RABIBRIDGE_SECRET, or a file by"
						+ " spring.config.import=configtree:) to the secret that the password of"
						+ " spring.rabbitmq.password was encrypted with, or encrypt the password again with"
						+ " RabiBridgePasswords.encrypt and write {rabibridge} before it.",
				cause);
	}

}
