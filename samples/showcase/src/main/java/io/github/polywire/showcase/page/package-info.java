/**
 * What the page of the showcase shows: a panel for each network, read once a second while
 * somebody looks, and sent to all open pages as server-sent events.
 */
@NullMarked
package io.github.polywire.showcase.page;

import org.jspecify.annotations.NullMarked;
