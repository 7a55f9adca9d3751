package io.github.polywire.benchmarks.harness;

import java.util.Arrays;

import org.springframework.util.Assert;

/**
 * The middle and the ends of some figures.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param min the least
 * @param max the greatest
 */
public record Spread(double median, double min, double max) {

	/**
	 * The spread of some figures.
	 * @param figures one at least
	 * @return their spread
	 */
	public static Spread of(double... figures) {
		Assert.isTrue(figures.length > 0, "'figures' must not be empty");
		double[] sorted = figures.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], sorted[sorted.length - 1]);
	}

}
