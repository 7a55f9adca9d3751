package io.github.polywire.rabibridge;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Calls functions on a RabiBridge network. Implementations are thread-safe.
 * <p>
 * Arguments and results are what the wire's serialiser has room for: {@code null},
 * booleans, numbers, strings, {@code byte[]}, collections, arrays and maps, and anything
 * that Jackson turns into those (records, beans, enums, …). A call never waits without
 * end: without a time of its own it has that of {@code rabibridge.client.timeout}.
 * <p>
 * The methods throw, or complete their future with, a {@link RemoteCallException}:
 * {@link UnknownRemoteCallException}, {@link RemoteCallRejectedException},
 * {@link RemoteCallTimeoutException}, {@link RemoteExecutionException},
 * {@link RemoteCallArgumentException} or {@link RemoteCallConnectionException}.
 */
public interface RemoteCallOperations {

	/**
	 * Makes a call and waits for its result.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @return the result, {@code null} if the function returned none
	 * @throws RemoteCallException if the call fails
	 */
	<T> @Nullable T call(RemoteCallRequest request, ParameterizedTypeReference<T> resultType);

	/**
	 * Makes a call without waiting. Continuations of the future may block.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @return the future result; cancelling it forgets the call, which goes on at the
	 * remote side
	 */
	<T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request, ParameterizedTypeReference<T> resultType);

	/**
	 * Makes a call and waits for its result.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @return the result, {@code null} if the function returned none
	 * @throws RemoteCallException if the call fails
	 */
	default <T> @Nullable T call(RemoteCallRequest request, Class<T> resultType) {
		return call(request, ParameterizedTypeReference.<T>forType(resultType));
	}

	/**
	 * Calls a function of the default kind with positional arguments and waits for its
	 * result.
	 * @param <T> the type of the result
	 * @param function the function's name
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @param args the arguments
	 * @return the result, {@code null} if the function returned none
	 * @throws RemoteCallException if the call fails
	 */
	default <T> @Nullable T call(String function, Class<T> resultType, @Nullable Object... args) {
		return call(RemoteCallRequest.to(function).args(Arrays.asList(args)), resultType);
	}

	/**
	 * Makes a call without waiting. Continuations of the future may block.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @return the future result; cancelling it forgets the call, which goes on at the
	 * remote side
	 */
	default <T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request, Class<T> resultType) {
		return callAsync(request, ParameterizedTypeReference.<T>forType(resultType));
	}

	/**
	 * Calls a function of the default kind with positional arguments without waiting.
	 * @param <T> the type of the result
	 * @param function the function's name
	 * @param resultType the type of the result; {@link Void} to ignore it
	 * @param args the arguments
	 * @return the future result
	 */
	default <T> CompletableFuture<@Nullable T> callAsync(String function, Class<T> resultType,
			@Nullable Object... args) {
		return callAsync(RemoteCallRequest.to(function).args(Arrays.asList(args)), resultType);
	}

	/**
	 * Makes a call, waits, and tells how it ended without throwing what a call throws.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result
	 * @return how the call ended
	 */
	default <T> RemoteCallResult<T> tryCall(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
		try {
			return RemoteCallResult.of(call(request, resultType));
		}
		catch (RabiBridgeException ex) {
			return RemoteCallResult.failed(ex);
		}
	}

	/**
	 * Makes a call, waits, and tells how it ended without throwing what a call throws.
	 * @param <T> the type of the result
	 * @param request the call
	 * @param resultType the type of the result
	 * @return how the call ended
	 */
	default <T> RemoteCallResult<T> tryCall(RemoteCallRequest request, Class<T> resultType) {
		return tryCall(request, ParameterizedTypeReference.<T>forType(resultType));
	}

	/**
	 * Calls a function of the default kind with positional arguments, waits, and tells
	 * how it ended without throwing what a call throws.
	 * @param <T> the type of the result
	 * @param function the function's name
	 * @param resultType the type of the result
	 * @param args the arguments
	 * @return how the call ended
	 */
	default <T> RemoteCallResult<T> tryCall(String function, Class<T> resultType, @Nullable Object... args) {
		return tryCall(RemoteCallRequest.to(function).args(Arrays.asList(args)), resultType);
	}

}
