/**
 * The calling side: channels and the template.
 */
@NullMarked
package io.github.polywire.dxlstreaming.client;

import org.jspecify.annotations.NullMarked;
