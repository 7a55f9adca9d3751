/**
 * StatsD for Spring applications: what a user injects, calls or catches.
 */
@NullMarked
package io.github.polywire.statsd;

import org.jspecify.annotations.NullMarked;
