/**
 * Observations of calls and of what serves them.
 */
@NullMarked
package io.github.polywire.natsmicro.observation;

import org.jspecify.annotations.NullMarked;
