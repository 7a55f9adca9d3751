/**
 * What a user injects, calls, implements or catches.
 */
@NullMarked
package io.github.polywire.dxlstreaming;

import org.jspecify.annotations.NullMarked;
