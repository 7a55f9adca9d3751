/**
 * The StatsD connector against Micrometer's own transport.
 */
@NullMarked
package io.github.polywire.benchmarks.statsd;

import org.jspecify.annotations.NullMarked;
