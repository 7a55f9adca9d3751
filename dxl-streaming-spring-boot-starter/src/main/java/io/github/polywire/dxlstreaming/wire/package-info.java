/**
 * Bytes and names on the wire.
 */
@NullMarked
package io.github.polywire.dxlstreaming.wire;

import org.jspecify.annotations.NullMarked;
