/**
 * The serving side: annotated methods, their containers and the registry.
 */
@NullMarked
package io.github.polywire.dxlstreaming.listener;

import org.jspecify.annotations.NullMarked;
