/**
 * Lines on the wire of StatsD.
 */
@NullMarked
package io.github.polywire.statsd.wire;

import org.jspecify.annotations.NullMarked;
