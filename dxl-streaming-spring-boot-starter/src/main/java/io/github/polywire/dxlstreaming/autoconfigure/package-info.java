/**
 * Auto-configuration.
 */
@NullMarked
package io.github.polywire.dxlstreaming.autoconfigure;

import org.jspecify.annotations.NullMarked;
