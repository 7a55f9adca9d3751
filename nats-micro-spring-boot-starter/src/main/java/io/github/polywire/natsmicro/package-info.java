/**
 * What a user of the NATS micro starter injects, calls or catches.
 */
@NullMarked
package io.github.polywire.natsmicro;

import org.jspecify.annotations.NullMarked;
