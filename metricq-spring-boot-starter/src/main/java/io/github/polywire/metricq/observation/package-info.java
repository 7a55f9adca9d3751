/**
 * Micrometer observations of requests, their handling, and the handling of chunks.
 */
@NullMarked
package io.github.polywire.metricq.observation;

import org.jspecify.annotations.NullMarked;
