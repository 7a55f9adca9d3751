package io.github.polywire.natsmicro.listener;

import java.util.concurrent.Executor;

/**
 * What the handlers of one endpoint run on.
 *
 * @param executor runs handlers, each on a thread of its own
 * @param interruptAll interrupts the handlers that still run, at the endpoint's end
 */
public record HandlerExecutor(Executor executor, Runnable interruptAll) {

}
