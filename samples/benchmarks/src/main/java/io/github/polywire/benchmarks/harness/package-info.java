/**
 * Drives contenders in turn, measures them, and prints how they compare.
 */
@NullMarked
package io.github.polywire.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
