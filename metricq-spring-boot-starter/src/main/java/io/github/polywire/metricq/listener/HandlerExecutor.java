package io.github.polywire.metricq.listener;

import java.util.concurrent.Executor;

/**
 * What the handlers of one container run on.
 *
 * @param executor runs handlers, each on a thread of its own
 * @param interruptAll interrupts the handlers that still run, at the container's end
 */
public record HandlerExecutor(Executor executor, Runnable interruptAll) {

}
