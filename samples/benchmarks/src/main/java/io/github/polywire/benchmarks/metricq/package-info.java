/**
 * Points over RabbitMQ, and their history: the MetricQ starter and its rivals.
 */
@NullMarked
package io.github.polywire.benchmarks.metricq;

import org.jspecify.annotations.NullMarked;
