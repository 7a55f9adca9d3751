/**
 * MetricQ for Spring applications: what a user injects, calls or catches.
 */
@NullMarked
package io.github.polywire.metricq;

import org.jspecify.annotations.NullMarked;
