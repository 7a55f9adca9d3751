/**
 * What a user of the RabiBridge starter injects, calls or catches.
 */
@NullMarked
package io.github.polywire.rabibridge;

import org.jspecify.annotations.NullMarked;
