/**
 * What a user writes on a method.
 */
@NullMarked
package io.github.polywire.dxlstreaming.annotation;

import org.jspecify.annotations.NullMarked;
