package io.github.polywire.rabibridge;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is to be told of a function that this application serves.
 *
 * @param id the id of its container
 * @param name its name
 * @param kind its kind
 * @param queue its queue
 * @param queueArguments what the queue is declared with
 * @param fetchSize how many calls are fetched before they are answered
 * @param concurrency how many calls are executed side by side
 * @param timeout how long a call may wait in the queue, or {@code null} for no bound
 * @param origin where it was registered, usually a method
 * @param state what its container does
 * @param error why it is not served, or {@code null}
 * @param inFlight how many calls were fetched and are not answered
 * @param calls how many calls were answered
 * @param errors how many of them with an error
 */
public record ServedFunction(String id, String name, FunctionKind kind, String queue,
		Map<String, Object> queueArguments, int fetchSize, int concurrency, @Nullable Duration timeout, String origin,
		ContainerState state, @Nullable String error, int inFlight, long calls, long errors) {

}
