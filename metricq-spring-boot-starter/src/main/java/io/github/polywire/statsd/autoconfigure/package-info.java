/**
 * Auto-configuration of the StatsD connector.
 */
@NullMarked
package io.github.polywire.statsd.autoconfigure;

import org.jspecify.annotations.NullMarked;
