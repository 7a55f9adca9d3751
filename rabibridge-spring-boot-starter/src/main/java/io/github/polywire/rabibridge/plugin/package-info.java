/**
 * Plugin jars, each served from a class loader and a context of its own.
 */
@NullMarked
package io.github.polywire.rabibridge.plugin;

import org.jspecify.annotations.NullMarked;
