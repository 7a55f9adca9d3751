/**
 * For tests of applications that use the starter, without a broker.
 */
@NullMarked
package io.github.polywire.rabibridge.test;

import org.jspecify.annotations.NullMarked;
