/**
 * The serving side: annotated methods as endpoints of services, their containers and
 * their statistics.
 */
@NullMarked
package io.github.polywire.natsmicro.listener;

import org.jspecify.annotations.NullMarked;
