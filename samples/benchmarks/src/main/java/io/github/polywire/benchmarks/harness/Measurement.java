package io.github.polywire.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * What one contender did in one round.
 *
 * @param callsPerSecond right answers in a second
 * @param p50 the median latency in milliseconds
 * @param p99 the latency in milliseconds that one call in a hundred exceeds
 * @param cpuMicros the processor time, in microseconds for each call, that the JVMs of
 * both sides took; the broker's is not in it
 * @param failures how many calls failed or were answered wrongly
 * @param firstFailure what the first of those was
 */
public record Measurement(double callsPerSecond, double p50, double p99, double cpuMicros, long failures,
		@Nullable String firstFailure) {

}
