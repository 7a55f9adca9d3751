package io.github.polywire.statsd;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Records metrics for a StatsD server. What is recorded waits in a bounded queue while
 * there is no connection, and is sent in the order recorded. Thread-safe.
 * <p>
 * Recording returns at once (with {@link OverflowPolicy#BLOCK}, as soon as there is room)
 * and does not throw, but for an argument that is {@code null}: what is not a metric is
 * refused, counted in {@link ConnectorCounts#refused()} and logged at a limited rate. In
 * paths and values, what would break the line becomes {@code _}: control characters, line
 * separators, colons and vertical bars. The configured prefix is put before every path.
 */
public interface StatsdConnector {

	/**
	 * Adds one to a counter.
	 * @param path the counter, to which {@code counters.} is prefixed unless that is
	 * turned off
	 */
	default void increment(String path) {
		increment(path, 1);
	}

	/**
	 * Adds to a counter.
	 * @param path the counter, to which {@code counters.} is prefixed unless that is
	 * turned off
	 * @param amount how much to add
	 */
	void increment(String path, long amount);

	/**
	 * Takes one from a counter.
	 * @param path the counter, to which {@code counters.} is prefixed unless that is
	 * turned off
	 */
	default void decrement(String path) {
		decrement(path, 1);
	}

	/**
	 * Takes from a counter.
	 * @param path the counter, to which {@code counters.} is prefixed unless that is
	 * turned off
	 * @param amount how much to take
	 */
	default void decrement(String path, long amount) {
		increment(path, (amount != Long.MIN_VALUE) ? -amount : Long.MAX_VALUE);
	}

	/**
	 * Sets a gauge. Servers take a number with a sign for a change, so a negative one is
	 * preceded by a zero in a line of its own.
	 * @param path the gauge, to which {@code gauges.} is prefixed unless that is turned
	 * off
	 * @param value its new value, a finite number
	 */
	void gauge(String path, double value);

	/**
	 * Changes a gauge.
	 * @param path the gauge, to which {@code gauges.} is prefixed unless that is turned
	 * off
	 * @param delta how much to add, a finite number
	 */
	void gaugeDelta(String path, double delta);

	/**
	 * Records a time, which is sent in milliseconds.
	 * @param path the timer, to which {@code timers.} is prefixed unless that is turned
	 * off
	 * @param duration the time, not negative
	 */
	void timing(String path, Duration duration);

	/**
	 * Measures a time, from now until the timer is closed.
	 * @param path the timer, to which {@code timers.} is prefixed unless that is turned
	 * off
	 * @return the timer, to be closed
	 */
	default StatsdTimer timer(String path) {
		Assert.notNull(path, "'path' must not be null");
		return new StatsdTimer(this, path);
	}

	/**
	 * Records a metric of any type. Nothing but the configured prefix is put before the
	 * path.
	 * @param path the metric
	 * @param value its value; with a sign, a gauge's change
	 * @param typeCode letters and digits, as {@code c}, {@code g}, {@code ms}, {@code s},
	 * {@code h}; a sample rate may follow, as in {@code c|@0.1}
	 */
	void inject(String path, String value, String typeCode);

	/**
	 * Records a line that is complete but for the newline. It is sent as it is, without
	 * the configured prefix; only control characters and line separators become
	 * {@code _}. This is what stands under Micrometer's registry.
	 * @param line the line
	 */
	void injectLine(String line);

	/**
	 * What the connector is doing.
	 * @return the state
	 */
	ConnectorState state();

	/**
	 * What became of the metrics that were recorded.
	 * @return the counts as of now
	 */
	ConnectorCounts counts();

}
