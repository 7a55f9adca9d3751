/**
 * The connector.
 */
@NullMarked
package io.github.polywire.statsd.client;

import org.jspecify.annotations.NullMarked;
