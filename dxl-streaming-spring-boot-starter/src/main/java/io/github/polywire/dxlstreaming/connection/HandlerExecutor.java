package io.github.polywire.dxlstreaming.connection;

import java.util.concurrent.Executor;

/**
 * What the consumers of one container run on.
 *
 * @param executor runs tasks, each on a thread of its own
 * @param interruptAll interrupts those that still run, at the container's end
 */
public record HandlerExecutor(Executor executor, Runnable interruptAll) {

}
