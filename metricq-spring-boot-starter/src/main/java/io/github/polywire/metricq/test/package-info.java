/**
 * For tests of applications that use the starter, without a broker.
 */
@NullMarked
package io.github.polywire.metricq.test;

import org.jspecify.annotations.NullMarked;
