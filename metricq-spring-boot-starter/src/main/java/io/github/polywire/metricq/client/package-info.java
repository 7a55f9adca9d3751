/**
 * The roles that an application plays by calling: source, history client, client,
 * subscriber.
 */
@NullMarked
package io.github.polywire.metricq.client;

import org.jspecify.annotations.NullMarked;
