package io.github.polywire.metricq;

import org.springframework.util.Assert;

/**
 * A metric that a database records.
 *
 * @param name the name that history is asked by, of 1 to 255 bytes
 * @param input the metric whose points are recorded, often the same
 */
public record RecordedMetric(String name, String input) {

	/**
	 * Creates a metric that is recorded under the name of another.
	 * @param name the name that history is asked by
	 * @param input the metric whose points are recorded
	 */
	public RecordedMetric {
		Assert.hasLength(name, "'name' must not be empty");
		Assert.hasLength(input, "'input' must not be empty");
	}

	/**
	 * A metric that is recorded under its own name.
	 * @param name the metric's name
	 * @return the metric
	 */
	public static RecordedMetric of(String name) {
		return new RecordedMetric(name, name);
	}

}
