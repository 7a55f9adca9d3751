/**
 * The queue of lines, and the thread that sends them.
 */
@NullMarked
package io.github.polywire.statsd.connection;

import org.jspecify.annotations.NullMarked;
