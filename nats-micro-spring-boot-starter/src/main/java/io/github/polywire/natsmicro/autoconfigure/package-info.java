/**
 * Auto-configuration of the connection, of the calling and of the serving side.
 */
@NullMarked
package io.github.polywire.natsmicro.autoconfigure;

import org.jspecify.annotations.NullMarked;
