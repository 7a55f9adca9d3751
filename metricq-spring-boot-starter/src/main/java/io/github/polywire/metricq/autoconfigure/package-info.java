/**
 * Auto-configuration of the MetricQ starter.
 */
@NullMarked
package io.github.polywire.metricq.autoconfigure;

import org.jspecify.annotations.NullMarked;
