/**
 * What a user of the starter writes on methods.
 */
@NullMarked
package io.github.polywire.metricq.annotation;

import org.jspecify.annotations.NullMarked;
