/**
 * Micrometer observations of sending and of handling records.
 */
@NullMarked
package io.github.polywire.dxlstreaming.observation;

import org.jspecify.annotations.NullMarked;
