/**
 * What a user writes on a type or a method.
 */
@NullMarked
package io.github.polywire.natsmicro.annotation;

import org.jspecify.annotations.NullMarked;
