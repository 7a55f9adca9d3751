package io.github.polywire.rabibridge.connection;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The pauses between attempts to connect, from the shortest again after a success.
 * Thread-safe.
 */
final class ReconnectPauses {

	private final ExponentialBackOff backOff;

	private BackOffExecution execution;

	ReconnectPauses(ExponentialBackOff backOff) {
		this.backOff = backOff;
		this.execution = backOff.start();
	}

	synchronized void reset() {
		this.execution = this.backOff.start();
	}

	synchronized long nextMillis() {
		long pause = this.execution.nextBackOff();
		return (pause != BackOffExecution.STOP) ? pause : this.backOff.getMaxInterval();
	}

}
