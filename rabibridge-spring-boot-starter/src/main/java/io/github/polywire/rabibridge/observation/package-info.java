/**
 * Micrometer observations of calls, on both sides.
 */
@NullMarked
package io.github.polywire.rabibridge.observation;

import org.jspecify.annotations.NullMarked;
