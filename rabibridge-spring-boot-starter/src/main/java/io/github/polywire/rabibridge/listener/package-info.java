/**
 * The serving side: annotated methods and functions become endpoints, endpoints are
 * served by containers, which a registry holds.
 */
@NullMarked
package io.github.polywire.rabibridge.listener;

import org.jspecify.annotations.NullMarked;
