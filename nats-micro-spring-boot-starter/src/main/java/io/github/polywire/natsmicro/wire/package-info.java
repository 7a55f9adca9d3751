/**
 * The bytes and names of ADR-32 on the wire: subjects, headers, discovery documents.
 */
@NullMarked
package io.github.polywire.natsmicro.wire;

import org.jspecify.annotations.NullMarked;
