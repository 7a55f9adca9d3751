/**
 * The bytes and names of RabiBridge on the wire: topology, headers, message bodies, and
 * how wire values become Java values.
 */
@NullMarked
package io.github.polywire.rabibridge.wire;

import org.jspecify.annotations.NullMarked;
