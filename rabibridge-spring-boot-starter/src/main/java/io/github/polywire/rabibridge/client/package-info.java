/**
 * The calling side: the template, its connection to the wire, declarative clients.
 */
@NullMarked
package io.github.polywire.rabibridge.client;

import org.jspecify.annotations.NullMarked;
