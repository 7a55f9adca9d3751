/**
 * Requests to the service: tokens, cookies, bounds, retries, and one consumer instance.
 */
@NullMarked
package io.github.polywire.dxlstreaming.connection;

import org.jspecify.annotations.NullMarked;
