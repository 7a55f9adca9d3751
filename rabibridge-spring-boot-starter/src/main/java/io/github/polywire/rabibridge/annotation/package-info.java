/**
 * What a user of the starter writes on methods and interfaces.
 */
@NullMarked
package io.github.polywire.rabibridge.annotation;

import org.jspecify.annotations.NullMarked;
