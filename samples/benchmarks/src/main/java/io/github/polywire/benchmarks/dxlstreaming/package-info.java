/**
 * The DXL streaming starter against a client by hand.
 */
@NullMarked
package io.github.polywire.benchmarks.dxlstreaming;

import org.jspecify.annotations.NullMarked;
