/**
 * The connection to NATS: made in the background, made again when the server ended it for
 * good, closed last.
 */
@NullMarked
package io.github.polywire.natsmicro.connection;

import org.jspecify.annotations.NullMarked;
