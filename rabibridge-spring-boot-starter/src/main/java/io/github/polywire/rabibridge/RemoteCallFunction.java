package io.github.polywire.rabibridge;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A function that is registered at run time rather than by an annotated method. It gets
 * the arguments unbound, as the wire's values: {@code null}, {@link Boolean},
 * {@link Integer}, {@link Long}, {@link java.math.BigInteger}, {@link Double},
 * {@link String}, {@code byte[]}, {@link java.time.Instant}, {@link List} and {@link Map}
 * with string keys.
 */
@FunctionalInterface
public interface RemoteCallFunction {

	/**
	 * Executes a call. Calls run side by side, up to the function's concurrency.
	 * @param args the positional arguments
	 * @param kwargs the keyword arguments
	 * @param context the call
	 * @return the result, which may be a {@link java.util.concurrent.CompletionStage} of
	 * it, or {@code null}
	 * @throws Exception if the call fails; the caller gets its message
	 */
	@Nullable Object call(List<@Nullable Object> args, Map<String, @Nullable Object> kwargs, RemoteCallContext context)
			throws Exception;

}
