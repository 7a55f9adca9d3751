/**
 * Auto-configuration of the RabiBridge starter.
 */
@NullMarked
package io.github.polywire.rabibridge.autoconfigure;

import org.jspecify.annotations.NullMarked;
