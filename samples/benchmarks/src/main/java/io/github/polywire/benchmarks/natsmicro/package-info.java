/**
 * Requests over NATS: the NATS micro starter and its rivals.
 */
@NullMarked
package io.github.polywire.benchmarks.natsmicro;

import org.jspecify.annotations.NullMarked;
