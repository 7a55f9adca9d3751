package io.github.polywire.natsmicro;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * When a discovery ends, whichever comes first. Immutable.
 *
 * @param maxWait how long answers are waited for in all
 * @param maxCount how many answers are enough, or {@code null} for any number
 * @param maxInterval how long after the request or an answer the next one is waited for,
 * or {@code null} for as long as the whole may last
 */
public record MicroDiscoveryLimits(Duration maxWait, @Nullable Integer maxCount, @Nullable Duration maxInterval) {

	/**
	 * Creates limits.
	 * @param maxWait how long answers are waited for in all, positive
	 * @param maxCount how many answers are enough, positive, or {@code null}
	 * @param maxInterval how long the next answer is waited for, positive, or
	 * {@code null}
	 */
	public MicroDiscoveryLimits {
		Assert.isTrue(isPositive(maxWait), "'maxWait' must be positive");
		Assert.isTrue(maxCount == null || maxCount > 0, "'maxCount' must be positive");
		Assert.isTrue(maxInterval == null || isPositive(maxInterval), "'maxInterval' must be positive");
	}

	/**
	 * Limits the time only.
	 * @param maxWait how long answers are waited for in all, positive
	 * @return the limits
	 */
	public static MicroDiscoveryLimits ofWait(Duration maxWait) {
		return new MicroDiscoveryLimits(maxWait, null, null);
	}

	/**
	 * Limits the number, too.
	 * @param maxCount how many answers are enough, positive
	 * @return the changed limits
	 */
	public MicroDiscoveryLimits withMaxCount(int maxCount) {
		return new MicroDiscoveryLimits(this.maxWait, maxCount, this.maxInterval);
	}

	/**
	 * Limits the pause between answers, too.
	 * @param maxInterval how long the next answer is waited for, positive
	 * @return the changed limits
	 */
	public MicroDiscoveryLimits withMaxInterval(Duration maxInterval) {
		return new MicroDiscoveryLimits(this.maxWait, this.maxCount, maxInterval);
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isZero() && !duration.isNegative();
	}

}
