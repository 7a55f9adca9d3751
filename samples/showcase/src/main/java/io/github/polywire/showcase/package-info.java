/**
 * One ordinary Spring Boot application that uses every starter.
 */
@NullMarked
package io.github.polywire.showcase;

import org.jspecify.annotations.NullMarked;
