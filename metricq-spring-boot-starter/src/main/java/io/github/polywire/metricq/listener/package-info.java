/**
 * The serving side: annotated methods become listeners of metrics, metrics on a grid of
 * times, and handlers of RPCs, which containers and registries hold.
 */
@NullMarked
package io.github.polywire.metricq.listener;

import org.jspecify.annotations.NullMarked;
