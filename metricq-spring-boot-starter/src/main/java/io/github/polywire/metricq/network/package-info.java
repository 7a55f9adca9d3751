/**
 * A network of one's own: a manager and a database in memory, inside the application.
 */
@NullMarked
package io.github.polywire.metricq.network;

import org.jspecify.annotations.NullMarked;
