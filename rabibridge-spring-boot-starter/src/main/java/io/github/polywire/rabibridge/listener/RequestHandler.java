package io.github.polywire.rabibridge.listener;

import io.github.polywire.rabibridge.RemoteCallContext;
import io.github.polywire.rabibridge.wire.CallMessage;
import org.jspecify.annotations.Nullable;

/**
 * Executes the calls of one function.
 */
@FunctionalInterface
interface RequestHandler {

	/**
	 * Executes a call.
	 * @param call the arguments
	 * @param context the call
	 * @return the result, or a {@link java.util.concurrent.CompletionStage} of it
	 * @throws Throwable what the caller is told; of a {@link CallArgumentException} the
	 * message alone
	 */
	@Nullable Object handle(CallMessage call, RemoteCallContext context) throws Throwable;

	/**
	 * Turns a result into what the serialiser is given.
	 * @param result the result
	 * @return the result, or the wire value that it becomes
	 */
	default @Nullable Object toWireValue(@Nullable Object result) {
		return result;
	}

}
