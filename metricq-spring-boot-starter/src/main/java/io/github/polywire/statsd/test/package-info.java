/**
 * For tests of applications that record metrics.
 */
@NullMarked
package io.github.polywire.statsd.test;

import org.jspecify.annotations.NullMarked;
