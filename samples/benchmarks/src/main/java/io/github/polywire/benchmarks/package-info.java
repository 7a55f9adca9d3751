/**
 * The command line of the benchmarks.
 */
@NullMarked
package io.github.polywire.benchmarks;

import org.jspecify.annotations.NullMarked;
