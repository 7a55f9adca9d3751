/**
 * Stubs for the tests of applications.
 */
@NullMarked
package io.github.polywire.natsmicro.test;

import org.jspecify.annotations.NullMarked;
