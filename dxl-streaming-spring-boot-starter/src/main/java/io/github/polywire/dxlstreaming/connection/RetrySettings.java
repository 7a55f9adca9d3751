package io.github.polywire.dxlstreaming.connection;

import java.time.Duration;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The pauses between attempts.
 *
 * @param initial the first pause
 * @param max the longest pause
 * @param multiplier how much longer each pause is than the one before
 * @param jitter by which part pauses vary at random, from 0 to 1
 * @param maxAttempts how often a call is made at most, 0 for any number
 */
public record RetrySettings(Duration initial, Duration max, double multiplier, double jitter, int maxAttempts) {

	/**
	 * Makes the pauses.
	 * @return a back-off that ends after the last attempt
	 */
	public BackOff backOff() {
		ExponentialBackOff backOff = new ExponentialBackOff(this.initial.toMillis(), this.multiplier);
		backOff.setMaxInterval(this.max.toMillis());
		backOff.setJitter(Math.round(this.initial.toMillis() * this.jitter));
		if (this.maxAttempts > 0) {
			backOff.setMaxAttempts(this.maxAttempts - 1L);
		}
		return backOff;
	}

}
