/**
 * The calling side: template, discovery, declarative clients.
 */
@NullMarked
package io.github.polywire.natsmicro.client;

import org.jspecify.annotations.NullMarked;
