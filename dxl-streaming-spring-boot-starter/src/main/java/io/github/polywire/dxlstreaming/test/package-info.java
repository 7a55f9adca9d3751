/**
 * A fake service for tests of applications.
 */
@NullMarked
package io.github.polywire.dxlstreaming.test;

import org.jspecify.annotations.NullMarked;
