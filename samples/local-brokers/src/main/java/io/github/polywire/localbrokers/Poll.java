package io.github.polywire.localbrokers;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for what the operating system does not announce.
 */
final class Poll {

	private static final Duration INTERVAL = Duration.ofMillis(25);

	private Poll() {
	}

	/**
	 * Asks until the condition holds or the time is up, and returns whether it holds.
	 * @param timeout how long to ask; once when zero
	 * @param condition what to wait for
	 * @return whether the condition holds
	 */
	static boolean until(Duration timeout, BooleanSupplier condition) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			try {
				Thread.sleep(INTERVAL.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new LocalBrokerException("Interrupted while waiting for a broker", ex);
			}
		}
		return true;
	}

}
