package io.github.polywire.rabibridge;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How a call ended, as a value rather than by exception.
 *
 * @param <T> the type of the value
 * @param success whether code 0 came back, with a value of the type asked for
 * @param code the code of the reply, or {@code null} if no reply was read
 * @param value the value, if the call succeeded; it may be {@code null} even then
 * @param error why the call failed, {@code null} exactly if it succeeded
 */
public record RemoteCallResult<T>(boolean success, @Nullable Integer code, @Nullable T value,
		@Nullable RabiBridgeException error) {

	/**
	 * Creates a result.
	 * @throws IllegalArgumentException if there is an error beside success, or neither
	 */
	public RemoteCallResult {
		Assert.isTrue(success == (error == null), "'error' must be null exactly if the call succeeded");
	}

	/**
	 * Creates the result of a call that succeeded.
	 * @param <T> the type of the value
	 * @param value the value
	 * @return the result
	 */
	public static <T> RemoteCallResult<T> of(@Nullable T value) {
		return new RemoteCallResult<>(true, 0, value, null);
	}

	/**
	 * Creates the result of a call that failed.
	 * @param <T> the type of the value
	 * @param error why it failed
	 * @return the result
	 */
	public static <T> RemoteCallResult<T> failed(RabiBridgeException error) {
		Integer code = (error instanceof RemoteExecutionException execution) ? execution.getCode() : null;
		return new RemoteCallResult<>(false, code, null, error);
	}

	/**
	 * The value, or the error thrown.
	 * @return the value, which may be {@code null}
	 * @throws RabiBridgeException if the call failed
	 */
	public @Nullable T orElseThrow() {
		if (this.error != null) {
			throw this.error;
		}
		return this.value;
	}

}
