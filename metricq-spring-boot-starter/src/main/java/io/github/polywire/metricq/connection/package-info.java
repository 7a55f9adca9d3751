/**
 * The connections of an agent: opening with back-off, blocked state, RPC over the
 * management exchange in both directions, registration.
 */
@NullMarked
package io.github.polywire.metricq.connection;

import org.jspecify.annotations.NullMarked;
