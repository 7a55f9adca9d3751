package io.github.polywire.rabibridge.client;

import java.time.Duration;

import io.github.polywire.rabibridge.FunctionKind;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link RemoteCallTemplate} calls.
 *
 * @param timeout how long a call waits that does not say itself
 * @param kind the kind of function that a call is for that does not say itself
 * @param replyQueue the name of the exclusive reply queue, or {@code null} for a new name
 * at each connection
 * @param correlationIdMax correlation ids are below this
 * @param shutdownTimeout how long a stop waits for the calls in flight
 */
public record ClientSettings(Duration timeout, FunctionKind kind, @Nullable String replyQueue, int correlationIdMax,
		Duration shutdownTimeout) {

}
