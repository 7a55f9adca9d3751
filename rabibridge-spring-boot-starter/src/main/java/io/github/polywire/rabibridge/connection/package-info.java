/**
 * The broker connections of the starter: opening with back-off, blocked state, batched
 * writes, confirmed publishing.
 */
@NullMarked
package io.github.polywire.rabibridge.connection;

import org.jspecify.annotations.NullMarked;
